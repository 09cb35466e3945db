"""Whether two candidates say the same. Pure."""

from distributor.facts import Role
from distributor.text.plain import letters
from distributor.understand.candidate import Candidate

ALIKE = 0.6
_RULINGS = frozenset({"miễn", "giảm", "cấm", "phạt", "hoãn", "tăng"})


def _telling(candidate: Candidate) -> set[str]:
    words = candidate.statement if candidate.shape == "row" else candidate.words
    return {word.strip(".,;:") if word[:1].isdigit() else word for word in words.casefold().split()}


def alike(one: Candidate, other: Candidate) -> bool:
    """Return True if both say the same: one within the other, or mostly the same words with the same figures."""
    left, right = letters(one.statement), letters(other.statement)
    if left in right or right in left or set(one.quotes) & set(other.quotes):
        return True
    if Role.EFFECT in (one.role, other.role) and one.role is not other.role:
        return False
    first, second = _telling(one), _telling(other)
    shared = len(first & second) / max(1, min(len(first), len(second)))
    numbers = {word for word in first if word[:1].isdigit()}, {word for word in second if word[:1].isdigit()}
    if numbers[0] - numbers[1] and numbers[1] - numbers[0]:
        return shared > 0.93  # "xe tải nặng …: từ 6 giờ đến 22 giờ" beside the light ones' hours
    if first & _RULINGS != second & _RULINGS:
        return shared > 0.9  # "hộ nghèo được miễn" beside "hộ cận nghèo được giảm 50 %"
    return shared >= ALIKE
