"""Words of photos and voice notes."""

from council.language import lazy_gettext as _l

WORDS = {
    "attachment": {
        "photo": _l("照片"),
        "voice": _l("录音"),
        "evidence": _l("现场照片"),
    },
}

REASONS = {
    "photos_too_many": _l("照片最多 %(most)s 张。"),
    "photo_too_large": _l("照片太大，每张最大 %(most)s MB。"),
    "photo_wrong_kind": _l("有一个文件不是 JPEG、PNG 或 WebP 照片。"),
    "photo_too_many_pixels": _l("照片尺寸过大（%(width)s × %(height)s），请缩小后再传。"),
    "photo_broken": _l("有一张照片已损坏，打不开。"),
    "voice_too_large": _l("录音太大，最大 %(most)s MB，大约两分钟。"),
    "voice_wrong_kind": _l("这不是能识别的录音（可用 webm、ogg、m4a、wav）。"),
}
