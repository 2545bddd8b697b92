"""Long imports and exports: how far they are, what came of them, the file to fetch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading, release_reading
from council.language import gettext as _
from council.queries.chamber import jobs as inside
from council.queries.chamber.jobs import JobView
from council.rules.verdict import Reason
from council.services import jobs as acts
from council.services.bank import Imported
from council.vocabulary import word
from council.web import bank_words, dates, jobrunner
from council.web import payments_view as payments
from council.web.access import access, community, holds, visitor

blueprint = Blueprint("chamber_jobs", __name__, url_prefix="/c/<slug>/chamber/jobs")
_MARKS = {"waiting": "due", "running": "now", "done": "yes", "failed": "late"}
_OPEN = {"waiting", "running"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/")
@access("fund.read")
def index(slug: str) -> ResponseReturnValue:
    """The visitor's own jobs, and the books that can be exported."""
    here = f"/c/{slug}/chamber/jobs"
    found = inside.lines(reading(), community().id, _person())
    return render_template(
        "chamber/jobs/index.html",
        jobs=[_view(job, here) for job in found],
        years=inside.years(reading(), community().id) if holds("fund.read") else [],
        here=here,
    )


@blueprint.post("/books")
@access("fund.read")
def books(slug: str) -> ResponseReturnValue:
    """Export the books of a year."""
    code, _dash, year = request.form.get("of", "").rpartition(" ")
    known = {(fund, str(of)) for fund, _name, of in inside.years(reading(), community().id)}
    if (code, year) not in known:
        abort(404)
    return jobrunner.begin(slug, "books.export", {"fund": code, "year": int(year)})


@blueprint.get("/<uuid:job_id>")
@access("fund.read")
def show(slug: str, job_id: UUID) -> ResponseReturnValue:
    """How far a job is; the page asks again by itself until it has ended."""
    job = _settled(job_id)
    here = f"/c/{slug}/chamber/jobs"
    view = render_template("chamber/jobs/page.html", job=_view(job, here), here=here)
    return view, {"Cache-Control": "no-store"}


@blueprint.get("/<uuid:job_id>/file")
@access("fund.read")
def fetch(slug: str, job_id: UUID) -> ResponseReturnValue:
    """The file that a job wrote, for whoever asked for it."""
    job = _load(job_id)
    path = acts.result_file(jobrunner.folder(), job_id)
    if job.state != "done" or path is None or "file" not in job.result:
        abort(404)
    made: Response = send_file(
        path, mimetype=_XLSX, as_attachment=True, download_name=str(job.result["file"])
    )
    made.headers["Cache-Control"] = "no-store"
    return made


def _person() -> UUID:
    who = visitor()
    if who is None:
        abort(403)
    return who.person_id


def _load(job_id: UUID) -> JobView:
    found = inside.load(reading(), community().id, _person(), job_id)
    if found is None:
        abort(404)
    return found


def _settled(job_id: UUID) -> JobView:
    """A job as it stands; one whose process is gone is told as failed."""
    job = _load(job_id)
    if job.state not in _OPEN:
        return job
    release_reading()
    acts.settle(job_id, jobrunner.folder(), clock.now())
    return _load(job_id)


def _view(job: JobView, here: str) -> SimpleNamespace:
    done, total = job.done, job.total
    if job.state in _OPEN:
        done, total = acts.progress(jobrunner.folder(), job.id)
    kept = acts.result_file(jobrunner.folder(), job.id) is not None
    return SimpleNamespace(
        url=f"{here}/{job.id}",
        title=word("job", job.kind),
        about=_about(job),
        kind=_MARKS[job.state],
        word=word("job_state", job.state),
        running=job.state in _OPEN,
        done=done,
        total=total,
        at=job.at,
        said=_said(job),
        reasons=_reasons(job.result),
        faults=[
            (sheet, row, column, _sentence(code, params))
            for sheet, row, column, code, params in job.result.get("faults", ())
        ],
        file_url=f"{here}/{job.id}/file" if kept and "file" in job.result else "",
        file=job.result.get("file", ""),
    )


def _about(job: JobView) -> str:
    asked = job.asked
    parts = [asked.get("file_name", ""), str(asked.get("year", "")), dates.full_moment(job.at)]
    return " · ".join(part for part in parts if part)


def _said(job: JobView) -> str:
    """What came of it, in a sentence."""
    if job.state != "done":
        return ""
    result = job.result
    if job.kind == "bank.import":
        return bank_words.said(Imported(**result))
    if job.kind == "history.import":
        return _("新记入 %(new)s 行，另有 %(same)s 行以前已经在了。", **result)
    if job.kind == "payments.import":
        sums = {"n": result["new"], "sum": payments.yuan(result["total"])}
        return _("导入了 %(n)s 笔支付，共 %(sum)s，都在待审批。", **sums)
    return _("共 %(n)s 行，文件保留七天。", n=result.get("rows", 0))


def _reasons(result: dict[str, Any]) -> list[str]:
    found = [_sentence(code, params) for code, params in result.get("reasons", ())]
    if result.get("lost"):
        found.append(_("办到一半被中断，什么也没有写入。请重新来一次。"))
    if result.get("broken"):
        found.append(_("系统出了问题，什么也没有写入。请联系系统管理员。"))
    return found


def _sentence(code: str, params: dict[str, Any]) -> str:
    return vocabulary.reason(Reason(code, params))
