"""What of `config/lookup.toml` says what a query asks of a matter: papers, place, sum, day, how long, a copy."""

from pydantic import BaseModel, ConfigDict


class ProcedureWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    asks_papers: tuple[str, ...]
    asks_places: tuple[str, ...]
    tells_papers: tuple[str, ...]
    tells_places: tuple[str, ...]
    asks_sum: tuple[str, ...]
    tells_sum: tuple[str, ...]
    asks_day: tuple[str, ...]
    tells_day: tuple[str, ...]
    asks_span: tuple[str, ...]
    tells_span: tuple[str, ...]
    asks_change: tuple[str, ...]

    @property
    def others(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """Return what asks for a sum, a day, how long, each with what tells it."""
        return (self.asks_sum, self.tells_sum), (self.asks_day, self.tells_day), (self.asks_span, self.tells_span)


class CopyWords(BaseModel):
    """`acts`: how a copy is asked for; `papers`: what is copied."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    acts: tuple[str, ...]
    papers: tuple[str, ...]
