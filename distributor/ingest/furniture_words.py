"""The words by which page furniture is known. Patterns only, each linear and meant for one line of a few hundred characters.

Phrases stand in lists, `a b | c`; white space between words may be any.
"""

import re

UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"


def any_of(listed: str) -> str:
    """A group for a pattern: any of the phrases, the longest first."""
    phrases = sorted((" ".join(each.split()) for each in listed.split("|")), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(each).replace("\\ ", r"\s+") for each in phrases) + ")"


def _fully(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_OTHERS = (
    r"(?:>+\s*)?(?:"
    r"(?:các\s+|những\s+)?(?:tin|bài(?:\s+viết)?|văn\s+bản|vb)\s+(?:tức\s+)?"
    + any_of(
        """khác | liên quan | cùng chuyên mục | cùng loại | cùng chủ đề | đã đưa | cũ hơn | mới hơn | mới nhất |
        mới đăng | nổi bật | đọc nhiều | xem nhiều | đáng chú ý | tiếp theo"""
    )
    + "|"
    + any_of(
        """tin tức mới | có thể bạn quan tâm | cùng chuyên mục | đọc nhiều | đọc nhiều nhất | xem nhiều |
        xem nhiều nhất | bình luận | ý kiến bạn đọc"""
    )
    + ")"
)
OTHERS = _fully(_OTHERS)
"""A heading over the titles of other articles."""
SEE_ALSO = _fully(
    rf"\W{{0,4}}(?:{_OTHERS}|"
    + any_of("xem thêm | đọc thêm | xem tiếp | mời bạn xem thêm | mời bạn đọc xem thêm | mời quý vị xem thêm")
    + r")\s*[:»>]\s*\S.*"
)
BUTTON = (
    "(?:"
    + any_of(
        """xem cỡ chữ | cỡ chữ | đọc bài | đọc bài viết | nghe bài | nghe bài viết | nghe đọc | nghe đọc bài | in |
        in bài | in bài viết | in trang | in ấn | in tin | bản in | gửi | gửi email | gửi e-mail | gửi qua email |
        gửi thư | gửi bài | gửi bài viết | gửi tin | gửi cho bạn bè | gửi bình luận | gửi góp ý | gửi phản hồi |
        gửi ý kiến | chia sẻ | chia sẻ bài viết | chia sẻ qua | chia sẻ lên | chia sẻ trên | chia sẻ tin | facebook |
        fanpage | zalo | twitter | youtube | tiktok | telegram | linkedin | messenger | pinterest | google plus |
        google news | google+ | share | tweet | print | email | e-mail | like | copy | copy link | sao chép |
        sao chép liên kết | sao chép link | sao chép đường dẫn | quay lại | trở về | trở lại | về đầu trang |
        lên đầu trang | xem thêm | xem tiếp | xem chi tiết | xem tất cả | xem bản đồ | đọc thêm | đọc tiếp | tăng |
        giảm | mặc định | lưu | lưu tin | lưu bài | lưu bài viết | đăng nhập | đăng ký | đăng xuất | quên mật khẩu |
        tên đăng nhập | mật khẩu | ghi nhớ | ghi nhớ mật khẩu | ghi nhớ đăng nhập | tài khoản | tìm kiếm |
        tìm kiếm nâng cao | nhập từ khóa | nhập từ khóa tìm kiếm | trang chủ | trang nhất | sơ đồ trang | sơ đồ cổng |
        sơ đồ website | sitemap | site map | menu | rss | english | tiếng anh | tiếng việt | đóng | đóng lại |
        bài trước | bài tiếp | bài tiếp theo | bài sau | bài viết trước | bài viết sau | tin trước | tin tiếp |
        tin tiếp theo | tin sau | previous | next | prev | trang trước | trang sau | trang tiếp | giọng nam | giọng nữ |
        tải về | tải về máy | tải về tại đây | tải xuống | tải file | tải tệp | tải văn bản | download | hỏi đáp |
        liên hệ | góp ý | giới thiệu | theo dõi | theo dõi chúng tôi | theo dõi trang | ok | đồng ý | chấp nhận |
        từ chối | bỏ qua | hủy | reset | skip to content | skip to main content | chuyển đến nội dung |
        chuyển đến nội dung chính | chuyển đến phần nội dung chính | qr code | mã qr | quét mã | quét mã qr"""
    )
    + r"(?!\w)|a[-+]{0,2}(?!\w)|(?:bình\s+luận|thích|yêu\s+thích)(?:\s*\(?\d{1,6}\)?)?(?!\w)|\d{1,6}\s+bình\s+luận(?!\w)"
    r"|\d{1,2}:\d{2}\s*/\s*\d{1,2}:\d{2}|[12](?:\.\d)?x(?!\w))"
)
TAB = any_of(
    """toàn văn | nội dung | thuộc tính | lược đồ | lịch sử | tóm tắt | bản pdf | bản gốc | bản dịch | bản word |
        bản song ngữ | vb gốc | vb liên quan | văn bản gốc | văn bản liên quan | văn bản tiếng anh |
        văn bản được hướng dẫn | tiếng anh | hiệu lực | mục lục | tải về | lưu | in"""
)
"""Tabs of collections of law; by itself many a word of them is an ordinary heading."""
SURE_TAB = _fully(
    any_of(
        """thuộc tính | thuộc tính văn bản | lược đồ | lược đồ văn bản | vb gốc | vb liên quan | văn bản gốc |
        văn bản liên quan | bản pdf | theo dõi hiệu lực | theo dõi hiệu lực văn bản"""
    )
    + r"|mục\s+lục(?:\s+bài\s+viết)?\s*\[?(?:ẩn|hiện|show|hide)\]?"
)
COUNTER = (
    "(?:(?:số\\s+)?"
    + any_of(
        """lượt xem | lần xem | lượt đọc | lần đọc | lượt tải | lượt nghe | lượt thích | lượt chia sẻ | lượt truy cập |
        lượt truy cập hôm nay | lần truy cập"""
    )
    + r"\s*[:\s]*[\d.,]*|"
    + any_of("đã xem | đã đọc | view | views | xem | đọc | số ý kiến | hit | hits | lượt")
    + r"\s*:?\s*[\d.,]+(?:\s*(?:lượt(?:\s*xem)?|lần))?|[\d.,]+[km]?\s+(?:lượt(?:\s+(?:xem|đọc|thích|tải|truy\s+cập))?|views?)|"
    + any_of(
        """đang online | đang truy cập | đang trực tuyến | trực tuyến | số người online | số người đang truy cập |
        tổng truy cập | tổng lượt truy cập | tổng số truy cập | tổng số lượt truy cập | truy cập hôm nay |
        truy cập trong ngày | truy cập trong tuần | truy cập trong tháng"""
    )
    + r"\s*:?\s*[\d.,]*|đánh\s+giá(?:\s+bài\s+viết)?\s*[:\d/.,\s]*|xếp\s+hạng\s*:\s*[\d./,\s-]*(?:phiếu\s+bầu)?|"
    r"(?:click|bấm|nhấn)\s+(?:vào\s+đây\s+)?để\s+đánh\s+giá(?:\s+bài\s+viết)?|tổng\s+số\s+điểm\s+của\s+bài\s+viết\s+là\s*:.{0,40}|"
    r"\d(?:[.,]\d)?\s*/\s*5\s*(?:sao)?(?!\w)|[★☆]{3,})"
)
WEAK_COUNTER = (
    any_of("hôm nay | hôm qua | tuần này | tuần trước | tháng này | tháng trước | tổng | tổng cộng | tổng số | tất cả")
    + r"\s*:\s*[\d.,]+"
)
"""Counters only beside another counter: a table has totals too."""
_POSTED = any_of(
    """ngày đăng | ngày cập nhật | ngày tạo | ngày xuất bản | ngày đưa tin | thời gian đăng | thời gian cập nhật |
        cập nhật | cập nhật lúc | cập nhật ngày | cập nhật lần cuối | đăng lúc | đăng ngày"""
)
DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
HOUR = r"\d{1,2}\s?[:hg]\s?\d{2}(?::\d{2})?"
TIME = (
    rf"(?:{_POSTED}|ngày)?\s*:?\s*(?:{HOUR}\s*(?:[,|–-]\s*)?)?(?:(?:thứ\s+\w+|chủ\s+nhật)\s*,?\s*)?(?:ngày\s+)?{DAY}[\s,|–-]*"
    rf"(?:lúc\s+)?(?:{HOUR})?(?:\s?(?:SA|CH|AM|PM))?(?:\s*\(?GMT\s*\+?\s*7\)?)?"
)
POSTED_ON = _fully(rf"{_POSTED}\s*:?\s*{TIME}")
TIME_LABEL = _fully(rf"{_POSTED}\s*:?")
SECTION_AND_TIME = _fully(
    rf"(?:[^\W\d]+\W+){{0,6}}?{DAY}[\s,|–-]*(?:lúc\s+)?{HOUR}(?:\s?(?:SA|CH|AM|PM))?\W*",
)
_NAME = rf"[{UPPER}][\w.]*(?:\s+(?:[{UPPER}][\w.]*|-|–|&|và)){{0,6}}"
_CREDITED = any_of(
    """nguồn | nguồn tin | nguồn bài | nguồn ảnh | ảnh | bài ảnh | bài, ảnh | bài và ảnh | bài & ảnh | tin ảnh |
        tin, ảnh | tin và ảnh | tin, bài | tin bài | tin - ảnh | tin, bài, ảnh | ảnh tư liệu | tác giả | người đăng |
        người viết | người gửi | người đưa tin | biên soạn | biên tập | phóng viên | tổng hợp | pv | ctv | bbt |
        đăng bởi | ghi chú ảnh | chú thích ảnh | hình | hình ảnh"""
)
CREDIT = re.compile(
    rf"\(?(?i:{_CREDITED})\s*:\s*(?:[^;:?\d]{{0,70}}|(?:https?://)?\S{{1,100}})|(?i:theo)\s*:?\s+{_NAME}"
    rf"|\(?(?i:(?:ảnh|hình)(?:\s+ảnh)?\s+(?:chỉ\s+)?(?:(?:có\s+)?tính\s+)?(?:minh\s+họa|minh\s+hoạ|tư\s+liệu|sưu\s+tầm)).{{0,60}}"
    rf"|(?i:theo)\s+(?i:cổng|báo|trang|tạp\s+chí|đài|thông\s+tấn)(?!\w)[^.;:,]{{0,50}}"
    rf"|[^.;]{{3,160}}\((?i:(?:ảnh|hình)(?:\s+ảnh)?\s*(?::|từ|minh|tư\s+liệu)[^()]{{0,60}}|nguồn(?:\s+ảnh)?\s*:[^()]{{1,60}})\)\.?"
    rf"|\(?(?i:bbt|ban\s+biên\s+tập|admin|quản\s+trị(?:\s+viên)?)[.)]{{0,2}}"
)
"""Who wrote or took it; a caption behind its label."""
TAGS = _fully(r"(?:từ\s+khóa|tags?|thẻ|nhãn|chủ\s+đề\s+liên\s+quan)\s*:.{0,180}|(?:#[^\s#,]{1,60}[\s,]*){1,12}")
FILES = _fully(
    r"(?:\d{1,2}[.)]\s*)?(?:(?:các\s+)?(?:tệp|tập\s+tin|file|tài\s+liệu|văn\s+bản|phụ\s+lục)\s+(?:văn\s+bản\s+)?(?:đính\s+)?kèm"
    r"(?:\s+theo)?\s*(?::.{0,160})?|[^\s/][^/\n]{0,140}\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|jpe?g|png)"
    r"(?:\s*\(?[\d.,]{1,9}\s*[KMG]?B?\)?)?(?:\s*\(?(?:tải\s+về|download)\)?)?|[\d.,]{1,9}\s*[KMG]B"
    r"|https?://\S{1,300}\.(?:jpe?g|png|gif|webp)(?:\?\S{0,100})?"
    r"|(?:xem|tải)\s+(?:(?:toàn\s+văn|nội\s+dung|chi\s+tiết|file|tệp|về)\s+)?(?:văn\s+bản\s+)?(?:tại|ở)\s+đây\s*[.!]?)"
)
_OWNS = any_of(
    """© | (c) | bản quyền | copyright | all rights reserved | giấy phép số | giấy phép xuất bản |
        giấy phép hoạt động | giấy phép thiết lập | giấy phép mxh | giấy phép ttđt | gpttđt | gpxb | gpbc |
        chịu trách nhiệm chính | chịu trách nhiệm nội dung | chịu trách nhiệm xuất bản | chịu trách nhiệm quản lý |
        người chịu trách nhiệm chính | người chịu trách nhiệm nội dung | trưởng ban biên tập | ban biên tập: |
        tổng biên tập | thư ký tòa soạn | designed by | powered by | developed by | cơ quan chủ quản: |
        cơ quan quản lý: | đơn vị quản lý: | thiết kế bởi | phát triển bởi | vận hành bởi | xây dựng bởi |
        thiết kế và phát triển | thiết kế & phát triển | đơn vị thiết kế | đơn vị phát triển | đơn vị vận hành |
        trụ sở tòa soạn | tòa soạn: | tín nhiệm mạng | liên hệ quảng cáo | đặt mua báo"""
)
IMPRINT = _fully(
    rf"\W{{0,3}}(?:{_OWNS}(?!\w)|(?:mã\s+số\s+thuế|mst)\s*:?\s*\d).{{0,240}}"
    r"|.{0,120}(?:giữ\s+bản\s+quyền|ghi\s+rõ\s+nguồn\s+(?:khi|[\"“«])|khi\s+(?:phát\s+hành|sử\s+dụng)\s+lại\s+thông\s+tin"
    r"|all\s+rights\s+reserved).{0,100}"
)
"""Who owns and makes the site."""
CONTACT = _fully(
    r"\W{0,3}(?:"
    + any_of(
        """địa chỉ | trụ sở | đ/c | đc | điện thoại | đt | tel | phone | fax | email | e-mail | thư điện tử | website |
        hotline | đường dây nóng | số điện thoại | tổng đài | zalo | facebook | kết nối với chúng tôi | liên hệ"""
    )
    + r"\s*(?:\([^)]{0,40}\)\s*)?[:：].{0,240}|(?:\+?84|0)[\d .()-]{7,16}|\S{1,60}@\S{1,60}|(?:https?://|www\.)\S{1,200}"
    r"|(?:hotline|tổng\s+đài|đường\s+dây\s+nóng)\s+[\d. ]{4,16})"
)
"""Where the owner is reached: furniture only at the head or the foot of a page, for an article gives addresses too."""
NOTICE = _fully(
    r".{0,120}(?:sử\s+dụng|chính\s+sách|dùng|uses?)\s+(?:các\s+)?cookies?(?!\w).{0,240}"
    r"|.{0,60}(?:bật|enable|hỗ\s+trợ)\s+javascript.{0,160}|trình\s+duyệt\s+(?:của\s+bạn\s+)?không\s+hỗ\s+trợ.{0,160}"
    r"|(?:bạn|quý\s+khách|vui\s+lòng|hãy)\s+(?:(?:cần|phải|hãy)\s+)?(?:đăng\s+nhập|đăng\s+ký)"
    r"(?:\s+(?:hoặc|/)\s+đăng\s+ký)?(?:\s+(?:tài\s+khoản|thành\s+viên))?\s+để\s+(?:bình|gửi|xem|tải|sử|đọc|tiếp|theo|lưu).{0,100}"
    r"|đăng\s+nhập\s+(?:để\s+(?:bình|gửi|xem|tải|sử|đọc)|bằng\s).{0,80}"
    r"|(?:mã\s+(?:bảo\s+vệ|xác\s+nhận|captcha)|captcha)\s*[*:]?"
    r"|(?:họ\s+(?:và\s+)?tên|e-?mail|nội\s+dung|tiêu\s+đề|điện\s+thoại)\s*(?:\(?\*\)?|\(bắt\s+buộc\))\s*:?"
    r"|(?:bạn|quý\s+vị|ông/bà)\s+có\s+hài\s+lòng\s+.{0,120}|mã\s+(?:câu\s+hỏi|bài\s+viết|tin)\s*:.{0,80}"
    r"|ý\s+kiến\s+của\s+bạn\s+sẽ\s+được\s+.{0,80}|bình\s+luận\s+của\s+bạn\s+.{0,80}|trở\s+thành\s+người\s+đầu\s+tiên\s.{0,80}"
    r"|bài\s+viết\s+(?:này\s+)?(?:có\s+)?hữu\s+ích\s+(?:với|cho)\s+bạn.{0,40}|viết\s+bình\s+luận(?:\s+của\s+bạn)?"
    r"|chưa\s+có\s+bình\s+luận.{0,40}|mời\s+(?:các\s+)?bạn\s+(?:đọc\s+)?(?:nhập|gửi|để\s+lại)\s+(?:bình\s+luận|ý\s+kiến).{0,80}"
    r"|đang\s+tải(?:\s+(?:dữ\s+liệu|nội\s+dung))?[.…]*|loading[.…]*|advertisement|quảng\s+cáo"
)
SITE = _fully(
    r"(?:chào\s+mừng\s+.{0,60})?(?:.{0,60}\s[-–|]\s)?(?:chuyên\s+)?(?:cổng|trang)\s+(?:thông\s+tin(?:\s+điện\s+tử)?|ttđt|tin\s+điện\s+tử)"
    r"(?!\s+(?:đăng|có|là|được|sẽ|đã))(?:[\s,–-]+[^.;:]{0,80})?|báo\s+(?!cáo)[^.;:]{2,40}\s+điện\s+tử"
    r"|(?:chuyên\s+(?:mục|trang)|phát\s+thanh|bản\s+tin|truyền\s+thanh)\s+[^.;:]{2,80}"
)
"""The name of a site or a section, and nothing else."""
VERB = re.compile(
    r"(?<!\w)"
    + any_of(
        """được | là | có | đã | sẽ | phải | không | gồm | cho biết | tổ chức | ban hành | nộp | gửi | đăng tải | công bố |
        truy cập | vào | tại | trên | qua"""
    )
    + r"(?!\w)",
    re.IGNORECASE,
)
AGENCY = re.compile(
    rf"^\(?[{UPPER}][{UPPER}\w.+]{{1,11}}\)?\s+[-–—]\s+(?=[{UPPER}])|^\([{UPPER}][\w.+ ]{{1,24}}\)\s*[-–—.]\s*(?=[{UPPER}])"
)
"""The sign of an agency that a report opens with: `(HGO) - `."""
CAPTION_END = re.compile(
    rf"\s*[-–.]?\s*\(\s*(?i:(?:ảnh|nguồn(?:\s+ảnh)?|hình)\s*:?\s*[^()]{{0,60}})\)\s*\.?(?=\s+[{UPPER}“\"])"
)
"""Where a picture's caption ends that ran into the paragraph: `… vì tai nạn - (Ảnh minh họa) Ông …`."""
