"""What the log of actions calls the fields that changed, in words for staff. Pure."""

from collections.abc import Mapping

from channels.sms.account import PRICE, ROUTE
from distributor.labels import kinds
from distributor.phone_numbers import network_names
from distributor.report.audit_log import SUBJECT_LABELS
from distributor.staff.api_keys import SCOPES
from phrases import phrase

FIELD_LABELS: Mapping[str, str] = {
    key: phrase(f"report.field.{key}")
    for key in (
        *("account_ids", "act", "active", "address", "address_in_picture", "agency", "all_sources"),
        *("allowed_kinds", "answers", "approvers", "audience", "author", "automatic", "bat", "bo", "cadence"),
        *("card_colour", "card_letters", "card_logo", "channel", "comments", "consent", "content"),
        *("cover_address", "credentials", "delegate", "disabled", "doi-khoa", "due_at", "effective_on"),
        *("ended_at", "ends_at", "expires_at", "expiry_hours", "external_url", "full_name", "goal", "gui-lai"),
        *("gui-thu", "headline", "hidden", "instructions", "interval_s", "issued_on", "issuers", "item_id"),
        *("item_ids", "kind", "kinds", "lead", "locked_until", "loi", "ly_do", "members", "name", "never_own"),
        *("ngung", "note", "number", "off", "opt_out", "ordered_by", "owner_id", "password", "password_hash"),
        *("paused_until", "period", "pinned", "place", "policy", "purposes", "reason", "recipients"),
        *("recovery_code", "refused", "removed", "reply", "right", "role", "second_factor", "session_hours"),
        *("slot_at", "source_ids", "staff_id", "starts_at", "state", "state_reason", "succession", "text"),
        *("title", "totp", "totp_sealed", "unit_id", "unit_ids", "until", "url", "valid_from", "valid_until"),
        *("variant", "variants", "video", "wrong", "above", "office", "symbol", "addressees", "signer"),
        *(
            "signer_title",
            "data_keys",
            "master_key",
            "sender",
            "reply_to",
            "names_reply",
            "warnings_only",
            "plain_only",
            "forbidden",
        ),
        *("reply_price", "templates", "templates_only", "header", "gsm_part", "ucs2_part", "ported_numbers", "whole"),
        *("rights", "usable_until", "removed_at"),
        *("window", "per_second", "validity_hours", "receipt_ids", "source_ton", "source_npi", "dest_ton", "dest_npi"),
        *("national", "gsm_coding", "fallback"),
        *(
            "body",
            "order_number",
            "second",
            "trial",
            "questions",
            "year",
            "figures",
            "browser",
            "published_at",
            "closed_at",
            "on",
            "site",
            "target",
        ),
        *("target_of", "comments_usd_a_month", "playlists_by_topic"),
    )
} | {
    f"{setting}{network}": phrase(f"report.field.{words}", network=name)
    for setting, words in ((ROUTE, "route"), (PRICE, "price"))
    for network, name in network_names().items()
}
"""What the log names as changed → words for staff; one without a label is shown as it is."""


def field_words(name: str) -> tuple[str, str]:
    """Words to translate, and what stands after them as it is: an id. `account:9`, `kind:new_law`, a scope and a kind besides."""
    head, _colon, rest = name.partition(":")
    if name in FIELD_LABELS or name in SCOPES:
        return FIELD_LABELS.get(name) or SCOPES[name], ""
    if head in SUBJECT_LABELS and rest:
        return SUBJECT_LABELS[head], rest
    known = kinds().get(rest if head == "kind" else name)
    return (known.label if known else name), ""
