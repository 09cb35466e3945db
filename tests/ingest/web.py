"""Pages of a commune on a real server, and a room whose sources they are."""

from channels.addresses import WayOut
from distributor.ingest.bounded import Website
from distributor.ingest.entry import ParsedSource
from distributor.ingest.fetch import Fetched, Fetcher
from distributor.ingest.profiles import Profile, ReadingBounds
from distributor.ingest.read import ReadingResult, read_source
from distributor.ingest.sources import add_source
from distributor.ingest.website import parse_website
from distributor.models import SourceKind
from tests.ingest.site import Site, says
from tests.ingest.support import Room

EMBLEM = '<meta property="og:image" content="/anh/trang-chu.png">'
PROSE = (
    "Ủy ban nhân dân xã thông báo để người dân biết và thực hiện. Hồ sơ nộp tại Trung tâm Phục vụ hành chính công xã, "
    "kết quả trả trong ngày làm việc. Việc tiếp nhận không thu bất kỳ khoản tiền nào."
)


def article(title: str, text: str = PROSE, *, more: str = "", date: str = "Thứ Ba, 24/11/2026 08:15") -> bytes:
    return (
        f"<html><head><title>{title} - Cổng thông tin xã</title>{EMBLEM}</head><body><div class='menu'><a href='/'>Trang chủ</a>"
        f"</div><h1>{title}</h1><p>{date}</p><div>Xem cỡ chữ | In | Gửi email</div><p>{text}</p>{more}"
        "<h3>Các tin khác</h3><ul><li><a href='/tin/99.html'>Một tin khác hẳn của trang này hôm trước</a></li></ul></body></html>"
    ).encode()


def listing(*numbers: int, title: str = "Thông báo số {} của Ủy ban nhân dân xã Thạch Hương") -> bytes:
    rows = "".join(
        f'<li><a href="/tin/{number}.html">{title.format(number)}</a> <span>({number % 28 + 1:02}/11/2026)</span></li>'
        for number in numbers
    )
    return f"<html><head><title>Tin tức</title>{EMBLEM}</head><body><ul>{rows}</ul></body></html>".encode()


class Web:
    """A room whose sources are pages of a site."""

    def __init__(self, room: Room, site: Site) -> None:
        self.room = room
        self.site = site
        self.fetcher = Fetcher(way_out=WayOut.to(origins=[site.address]), timeout_s=10)

    def publish(self, *numbers: int) -> None:
        self.site.answers["/tin/"] = says(listing(*numbers))
        for number in numbers:
            self.site.answers.setdefault(f"/tin/{number}.html", says(article(self.title(number), f"{number}. {PROSE}")))

    @staticmethod
    def title(number: int) -> str:
        return f"Thông báo số {number} của Ủy ban nhân dân xã Thạch Hương"

    def source(
        self, path: str = "/tin/", kind: SourceKind | None = SourceKind.LISTING, *, take_all: bool = True, **more: int
    ) -> int:
        with self.room.database.write() as session:
            source = add_source(
                session,
                self.room.unit_id,
                self.site.address + path,
                take_all=take_all,
                clock=self.room.clock,
                kind=kind,
                flood_limit=more.get("flood_limit", 50),
            )
        assert source.id is not None
        return source.id

    def read(self, source_id: int, *, fails: bool = False) -> ReadingResult:
        outcome = read_source(self.room.database, source_id, self.room.clock, self.fetcher)
        assert bool(outcome.error) is fails, outcome.error
        return outcome

    def parse(self, path: str, profile: Profile | None = None) -> ParsedSource:
        fetched = self.fetcher.fetch(self.site.address + path)
        assert isinstance(fetched, Fetched)
        return parse_website(SourceKind.LISTING, fetched, Website(self.fetcher, profile, ReadingBounds()), given=True)

    def fetched(self) -> list[str]:
        """The paths asked for since the last call."""
        paths = [path for path, _ in self.site.asked]
        self.site.asked.clear()
        return paths
