"""What staff see before a post goes out: the twin of `compose`, over the same code, so that nothing can differ."""

from collections.abc import Sequence

from channels.base import ChannelSpec, MediaFile, OutgoingPost
from distributor.compose.compose import Composition, compose
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates

RULE = "─" * 60


def preview(
    item: ItemView,
    spec: ChannelSpec,
    purpose: str,
    link: str,
    templates: Templates,
    media: Sequence[MediaFile] = (),
    *,
    sample: bool = False,
) -> list[str]:
    """The lines of `loa preview`: what is sent, how long it is, what it costs, what was left out, and its pictures."""
    composition = compose(item, spec, purpose, link, templates, sample=sample)
    return preview_lines(composition, spec, purpose, link, media)


def preview_lines(
    composition: Composition, spec: ChannelSpec, purpose: str, link: str, media: Sequence[MediaFile] = ()
) -> list[str]:
    """The same for a composition that exists already."""
    post = OutgoingPost("preview", composition.title, composition.text, link, tuple(media))
    return [
        f"{spec.label} · {purpose} · mẫu {composition.template} (phiên bản {composition.template_version})",
        RULE,
        *composition.text.split("\n"),
        RULE,
        f"Độ dài: {composition.count}/{composition.limit} theo cách đếm của {spec.label}",
        f"Giá: {_price(spec.price(post))}",
        f"Đã lược: {'; '.join(composition.dropped) or 'không có gì'}",
        *(_medium(number, file) for number, file in enumerate(media, start=1)),
        *([] if media else [f"Ảnh thẻ sẽ vẽ kèm, mô tả: {composition.alt_text}"]),
    ]


def _price(dollars: float) -> str:
    if not dollars:
        return "không mất phí"
    return f"{dollars:.3f}".rstrip("0").rstrip(".").replace(".", ",") + " USD"


def _medium(number: int, file: MediaFile) -> str:
    size = f"{max(1, round(file.bytes / 1000))} kB"
    return f"Tệp {number}: {file.mime}, {file.width}×{file.height}, {size}; mô tả: {file.alt_text or 'CHƯA CÓ'}"
