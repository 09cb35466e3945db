"""What search engines and other programs read of a citizens' page: schema.org as JSON-LD."""

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from distributor.clock import VIETNAM
from distributor.reading_states import DocumentStatusKind
from distributor.report.citizen_law import LegalState
from distributor.report.citizen_page import CitizenPage

_FORCE = {
    DocumentStatusKind.IN_FORCE: "InForce",
    DocumentStatusKind.CORRECTED: "InForce",
    DocumentStatusKind.PARTLY_ENDED: "PartiallyInForce",
    DocumentStatusKind.NOT_YET: "NotInForce",
    DocumentStatusKind.ENDED: "NotInForce",
    DocumentStatusKind.SUSPENDED: "NotInForce",
}


def json_ld(graph: Mapping[str, Any]) -> Markup:
    """A data block: no sign in it can end the element."""
    said = json.dumps(graph, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(said))  # noqa: S704 - escaped above


def structured(shown: CitizenPage, address: str, unit: str, picture: str) -> dict[str, Any]:
    publisher = {"@type": "GovernmentOrganization", "name": unit}
    article: dict[str, Any] = {
        "@type": "NewsArticle",
        "@id": f"{address}#tin",
        "headline": shown.title[:110],
        "inLanguage": "vi",
        "url": address,
        "datePublished": shown.published_at.astimezone(VIETNAM).isoformat(timespec="seconds"),
        "dateModified": shown.changed_at.astimezone(VIETNAM).isoformat(timespec="seconds"),
        "publisher": publisher,
        "author": publisher,
        "isAccessibleForFree": True,
    }
    if picture:
        article["image"] = [picture]
    if shown.address:
        article["isBasedOn"] = shown.address
    graph = [article]
    if shown.legal is not None:
        article["about"] = {"@id": f"{address}#van-ban"}
        graph.append(_legislation(shown.legal, address))
    if shown.kind == "question" and shown.answer is not None:
        question = shown.answer.asked or shown.title
        answer = {"@type": "Answer", "text": shown.answer.text}
        graph.append(
            {
                "@type": "FAQPage",
                "@id": f"{address}#hoi-dap",
                "mainEntity": [{"@type": "Question", "name": question, "acceptedAnswer": answer}],
            }
        )
    return {"@context": "https://schema.org", "@graph": graph}


def _legislation(legal: LegalState, address: str) -> dict[str, Any]:
    document: dict[str, Any] = {
        "@type": "Legislation",
        "@id": f"{address}#van-ban",
        "legislationIdentifier": legal.number,
        "name": f"{legal.name[:1].upper()}{legal.name[1:]} {legal.number}".strip(),
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": legal.issuer},
        "inLanguage": "vi",
    }
    if legal.issued_on:
        document["legislationDate"] = legal.issued_on.isoformat()
    if legal.effective_on and not legal.never:
        document["legislationDateOfApplicability"] = legal.effective_on.isoformat()
    if legal.status in _FORCE:
        document["legislationLegalForce"] = f"https://schema.org/{_FORCE[legal.status]}"
    return document
