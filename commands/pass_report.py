"""What a pass came to: as the object that `loa run --json` promises, and in words."""

from typing import Any

from commands.one_pass import Pass
from distributor.labels import state_label


def as_object(passed: Pass) -> dict[str, Any]:
    """The shape that `loa run --json` promises."""
    outcome = passed.outcome
    return {
        "items": {
            "found": outcome.found,
            "new": outcome.new,
            "revised": outcome.revised,
            "skipped": [{"title": skipped.title, "reason": skipped.reason} for skipped in outcome.skipped],
            "warnings": list(outcome.warnings),
            "error": outcome.error,
        },
        "coverage": [
            {
                "item": row.item_id,
                "title": row.title,
                "channel": cell.channel,
                "account": cell.account,
                "state": cell.state,
                "url": cell.url,
                "text": passed.texts.get(cell.post_id or 0, ""),
                "reason": cell.reason,
            }
            for row in passed.ledger.rows
            for cell in row.cells
        ],
        "videos": {
            "made": passed.videos.made,
            "failed": passed.videos.failed,
            "waiting": passed.videos.waiting,
            "posts_waiting": passed.videos.posts,
        },
        "totals": passed.totals,
    }


def in_words(passed: Pass) -> str:
    """Return the pass in words for the terminal."""
    outcome = passed.outcome
    lines = [f"Không đọc được nguồn: {outcome.error}"] if outcome.error else []
    lines += [f"Cảnh báo: {warning}" for warning in outcome.warnings]
    if not outcome.error:
        lines.append(
            f"Tìm thấy {outcome.found} nội dung: {outcome.new} mới, {outcome.revised} sửa đổi, "
            f"{len(outcome.skipped)} bỏ qua."
        )
    lines += [f"  bỏ qua «{skipped.title}»: {skipped.reason}" for skipped in outcome.skipped]
    for row in passed.ledger.rows:
        lines += ["", f"{row.item_id}  {row.title}"]
        for cell in row.cells:
            number = f"bài {cell.post_id}" if cell.post_id else ""
            lines.append(
                f"  {cell.channel:<9} {number:<8} {state_label(cell.state):<16} {cell.url or cell.reason}".rstrip()
            )
    if passed.totals:
        lines += ["", ", ".join(f"{state_label(state)}: {count}" for state, count in sorted(passed.totals.items()))]
    if passed.videos.words:
        lines.append(f"Video: {passed.videos.words}")
    return "\n".join(lines)
