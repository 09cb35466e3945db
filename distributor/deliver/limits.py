"""The limits of one account: the channel's own, as far as the account does not say otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from channels.base import ChannelSpec, Quota


@dataclass(frozen=True)
class AccountLimits:
    """Seconds and counts, as in `ChannelSpec`."""

    quotas: tuple[Quota, ...]
    minimum_interval_s: float
    read_back_lag_s: float
    call_deadline_s: float
    parallel: int
    throttle_wait_s: float
    """How long an account rests when the platform throttles without saying until when."""


DEFAULT_THROTTLE_S = 60.0


def limits_of(spec: ChannelSpec, own: Mapping[str, Any]) -> AccountLimits:
    """Return the account's limits. `own`: the account's `limits`."""
    quota_limits: Mapping[str, int] = own.get("quotas", {})
    return AccountLimits(
        quotas=tuple(replace(quota, limit=int(quota_limits.get(quota.bucket, quota.limit))) for quota in spec.quotas),
        minimum_interval_s=float(own.get("minimum_interval_s", spec.minimum_interval_s)),
        read_back_lag_s=float(own.get("read_back_lag_s", spec.read_back_lag_s)),
        call_deadline_s=float(own.get("call_deadline_s", spec.call_deadline_s)),
        parallel=int(own.get("parallel", spec.parallel)),
        throttle_wait_s=float(own.get("throttle_wait_s", DEFAULT_THROTTLE_S)),
    )
