"""What staff see before a post goes out: the twin of `compose`, over the same code, so that nothing can differ."""

from collections.abc import Sequence

from channels.base import ChannelSpec, MediaFile, OutgoingPost
from channels.forms import TextForm
from channels.sms_text import Encoding
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.draft.compose import Composition, compose
from phrases import listed, phrase

RULE = "─" * 60


def preview(
    item: ItemView,
    spec: TextForm,
    purpose: str,
    link: str,
    templates: Templates,
    media: Sequence[MediaFile] = (),
    *,
    sample: bool = False,
    variant: str = "",
) -> list[str]:
    """The lines of `loa preview`: what is sent, how long it is, what it costs, what was left out, and its pictures."""
    composition = compose(item, spec, purpose, link, templates, sample=sample, variant=variant)
    return preview_lines(composition, spec, purpose, link, media)


def preview_lines(
    composition: Composition, spec: TextForm, purpose: str, link: str, media: Sequence[MediaFile] = ()
) -> list[str]:
    """The same for a composition that exists already; a form without an adapter has no price yet."""
    post = OutgoingPost("preview", composition.title, composition.text, link, tuple(media))
    price = price_text(spec.price(post) if isinstance(spec, ChannelSpec) and spec.price else None)
    return [
        phrase(
            "draft.preview.heading",
            channel=spec.label,
            purpose=f"{purpose} ({composition.variant})" if composition.variant else purpose,
            template=composition.template,
            version=composition.template_version,
        ),
        RULE,
        *_fields(composition),
        *composition.text.split("\n"),
        RULE,
        phrase("draft.preview.length", length=_length(composition), channel=spec.label),
        phrase("draft.preview.price", price=price),
        phrase("draft.preview.dropped", dropped=listed(composition.dropped, "; ") or phrase("draft.preview.nothing")),
        *(phrase("draft.preview.question", question=question) for question in composition.questions),
        *(_medium(number, file) for number, file in enumerate(media, start=1)),
        *([] if media else [phrase("draft.preview.card", alt=composition.alt_text)]),
    ]


def _fields(composition: Composition) -> list[str]:
    """Title and standfirst, where they are fields of their own."""
    title = [f"[{composition.title}]"] if composition.own_title else []
    lead = [composition.lead] if composition.lead else []
    return [*title, *lead, ""] if title or lead else []


def _length(composition: Composition) -> str:
    length = f"{composition.count}/{composition.limit}{f' {composition.unit}' if composition.unit else ''}"
    if not composition.encoding:
        return length
    alphabet = phrase("draft.preview.gsm" if composition.encoding == Encoding.GSM else "draft.preview.ucs2")
    return phrase("draft.preview.units", length=length, units=composition.units, alphabet=alphabet)


def price_text(dollars: float | None) -> str:
    """Return text such as `0,20 USD`, `0,015 USD`; free of charge; None: by contract."""
    if dollars is None:
        return phrase("draft.price.by-contract")
    if not dollars:
        return phrase("draft.price.free")
    return f"{dollars:.3f}".removesuffix("0").replace(".", ",") + " USD"


def _medium(number: int, file: MediaFile) -> str:
    size = f"{max(1, round(file.bytes / 1000))} kB"
    alt = file.alt_text or phrase("draft.preview.no-alt")
    return phrase(
        "draft.preview.file", number=number, mime=file.mime, width=file.width, height=file.height, size=size, alt=alt
    )
