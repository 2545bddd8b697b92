"""What is recorded: columns, constraints and relations, one module per noun."""

from council.models import (  # noqa: F401
    accounts,
    acts,
    apologies,
    attachments,
    bodies,
    communities,
    debate,
    implementation,
    journal,
    mandates,
    meetings,
    papers,
    people,
    places,
    polls,
    proposals,
    resolutions,
    review,
    rules,
    search,
)
