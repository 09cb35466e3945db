"""The simulated audience: how many people saw, liked, discussed, shared and clicked a publication by now.

A pure function of the publication's id, topic, form and hour, and of its age times the clock's speed; computed when
asked, so nothing ticks. Counts only grow. Nothing here is told to Loa: what works best is for it to find out.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime

from sandbox import weekly
from sandbox.clock import VIETNAM
from sandbox.publications import Publication

# How many people a middling publication reaches in the end.
_REACH = {"facebook": 2400.0, "x": 420.0, "youtube": 1100.0, "zalo": 3600.0}
# Half of them within this many seconds of the audience's time.
_HALF_LIFE_S = {"facebook": 5.0 * 3600, "x": 1.5 * 3600, "youtube": 22.0 * 3600, "zalo": 2.5 * 3600}

# Topics by words: the first that matches counts. (reach, reactions, comments, shares, clicks) as factors.
_TOPICS: tuple[tuple[tuple[str, ...], tuple[float, float, float, float, float]], ...] = (
    (("lừa đảo", "mạo danh", "cảnh báo"), (2.3, 1.1, 1.4, 2.6, 0.9)),
    (("hỏi đáp", "hỏi:", "giải đáp"), (1.5, 1.0, 1.6, 1.2, 1.4)),
    (("tiểu phẩm", "ranh giới"), (1.35, 1.4, 1.3, 1.1, 0.8)),
    (("quyết định", "nghị quyết", "quy định"), (1.1, 0.8, 0.9, 1.0, 1.5)),
    (("dự thảo", "góp ý"), (0.8, 0.6, 1.7, 0.7, 1.3)),
    (("đối thoại", "hội nghị", "thông cáo"), (0.7, 0.9, 0.5, 0.5, 0.6)),
)
_PLAIN = (1.0, 1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Response:
    views: int
    viewers: int
    reactions: int
    comments: int
    shares: int
    clicks: int


def response_to(publication: Publication, speed: float, moment: float) -> Response:
    """What the audience has done by `moment` (seconds since 1970)."""
    age = max(0.0, moment - publication.time) * speed
    luck = _lots(publication.id)
    reach, likes, talk, spread, click = _topic_of(publication.text)
    picture = 1.3 if publication.pictures else 1.0
    spread_of_luck = math.exp(0.35 * _normal(luck[0], luck[1]))
    final = _REACH[publication.platform] * reach * picture * _hour_factor(publication) * spread_of_luck
    grown = final * (1.0 - 0.5 ** (age / _HALF_LIFE_S[publication.platform]))
    views = int(grown)
    linked = 1.0 if publication.link else 0.15
    return Response(
        views=views,
        viewers=int(grown * (0.78 + 0.1 * luck[2])),
        reactions=int(grown * 0.021 * likes * (0.8 + 0.4 * luck[3])),
        comments=int(grown * 0.0032 * talk * (0.7 + 0.6 * luck[4])),
        shares=int(grown * 0.0061 * spread * (0.7 + 0.6 * luck[5])),
        clicks=int(grown * 0.034 * click * linked * (0.8 + 0.4 * luck[6])),
    )


def _hour_factor(publication: Publication) -> float:
    local = datetime.fromtimestamp(publication.time, VIETNAM)
    hour = local.hour + local.minute / 60
    return weekly.of_account(publication.platform, publication.account, local.weekday(), hour)


def _topic_of(text: str) -> tuple[float, float, float, float, float]:
    lowered = text.lower()
    for words, factors in _TOPICS:
        if any(word in lowered for word in words):
            return factors
    return _PLAIN


def _lots(seed: str) -> tuple[float, ...]:
    digest = hashlib.sha256(f"audience {seed}".encode()).digest()
    return tuple(int.from_bytes(digest[place : place + 4], "big") / 2**32 for place in range(0, 28, 4))


def _normal(first: float, second: float) -> float:
    return math.sqrt(-2.0 * math.log(first or 1e-9)) * math.cos(2.0 * math.pi * second)
