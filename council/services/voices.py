"""Voice notes: the container is recognised and its frame checked; the sound is not decoded.

So a note is only ever handed out as a download of the one type found here, never shown as a page.
"""

from __future__ import annotations

from council.rules.verdict import Reason, Refused

MOST_BYTES = 2 * 1024 * 1024
_BRANDS = {b"M4A ", b"mp42", b"mp41", b"isom", b"iso2", b"iso5", b"iso6", b"M4B ", b"dash"}


def media_type(data: bytes) -> str:
    """The type of a voice note: audio/webm, audio/ogg, audio/wav or audio/mp4.

    Raises:
        Refused: ``voice_too_large``, ``voice_wrong_kind``.
    """
    if len(data) > MOST_BYTES:
        raise Refused([Reason("voice_too_large", {"most": MOST_BYTES // 1024 // 1024})])
    for found, kind in (
        (_webm(data), "audio/webm"),
        (_ogg(data), "audio/ogg"),
        (_wav(data), "audio/wav"),
        (_mp4(data), "audio/mp4"),
    ):
        if found:
            return kind
    raise Refused([Reason("voice_wrong_kind")])


def _webm(data: bytes) -> bool:
    """An EBML head that says webm, then a segment."""
    head = data[:1024]
    return head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head and b"\x18\x53\x80\x67" in head


def _ogg(data: bytes) -> bool:
    """A first page of version 0 with the head of a sound codec."""
    head = data[:200]
    codecs = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")
    return head.startswith(b"OggS\x00") and any(codec in head for codec in codecs)


def _wav(data: bytes) -> bool:
    """RIFF … WAVE with a format chunk, not longer than the file."""
    if len(data) < 44 or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return False
    return b"fmt " in data[12:200] and b"data" in data[12:4096]


def _mp4(data: bytes) -> bool:
    """A chain of boxes that begins with ftyp of a known brand and holds a moov."""
    if data[4:8] != b"ftyp" or data[8:12] not in _BRANDS:
        return False
    position = 0
    kinds: set[bytes] = set()
    while position + 8 <= len(data) and len(kinds) < 50:
        size = int.from_bytes(data[position : position + 4], "big")
        kinds.add(data[position + 4 : position + 8])
        if size < 8:
            break
        position += size
    return b"moov" in kinds
