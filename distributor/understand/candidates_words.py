"""Words by which clauses are known that open, limit, refer or say nothing by themselves. Patterns only, linear."""

import re

from distributor.understand.dates import DAY
from distributor.understand.leaning import ONLY

HEADED = frozenset({"ban", "relief", "papers"})
PAPER = re.compile(r"(?:giấy|đơn|bản|tờ|văn bản|hóa đơn|hoá đơn|biên bản|hợp đồng|phiếu|danh sách)\s", re.IGNORECASE)
LISTED = re.compile(r"^(?:[a-zđ]|\d{1,2})[).]\s+", re.IGNORECASE)
ENACTS = re.compile(
    r"(?:sửa đổi|bổ sung|thay|ban hành|quy định về|phê duyệt|công bố|(?:điều|khoản|điểm)\s)", re.IGNORECASE
)
OPENS_ONLY = re.compile(
    r"(?:như sau|(?:được )?(?:quy định|thực hiện|áp dụng|tính|xác định)(?: như sau)?|gồm (?:có )?(?:hai|ba|bốn|"
    r"\d+)[^:]{0,40}|cụ thể|trong đó)\s*:\Z",
    re.IGNORECASE,
)
INTRODUCES = re.compile(
    r"(?:hướng dẫn|thông báo|trả lời|có ý kiến|lưu ý|thống nhất|quy định)[^:]{0,80}"
    r"(?:nội dung|vấn đề|ý kiến|như sau)[^:]{0,20}:\Z|kính gửi\s*:|(?:ban hành (?:kế hoạch|chương trình|chỉ thị)|yêu cầu|chỉ đạo)"
    r"[^:]{0,60}:\Z",
    re.IGNORECASE,
)
"""How a letter or an article opens what it says in sentences of their own."""
LEAST_OPENER = 8
IN_THE_TEXT = "nêu trong văn bản."
"""Ends what opens a list of which no entry is told."""
RULES_A_LIST = re.compile(
    r"^(?:miễn|giảm|hỗ trợ|bãi bỏ|thay thế|phê duyệt|công bố|công nhận|ban hành|quy định|áp dụng|không|cấm|phạt|thu hồi|"
    r"điều chỉnh|phân cấp|ủy quyền|giao|đổi tên|thành lập|sửa đổi)(?!\w)|"
    r"(?<!\w)(?:được|phải|có quyền|có trách nhiệm|có nghĩa vụ|không được|miễn|giảm|bị|thì|chỉ|đình chỉ|thu hồi|hỗ trợ)(?!\w)",
    re.IGNORECASE,
)
ENACTS_PARTS = re.compile(
    r"(?:sửa đổi|bổ sung)[^.]{0,40}(?:điều|khoản|điểm|phụ lục|nội dung)|"
    r"(?:các )?(?:khoản|điểm|điều|chương|mục|tên|phụ lục)[^.]{0,90}được (?:sửa đổi|bổ sung|thay)|luật này|phạm vi",
    re.IGNORECASE,
)
CASES = re.compile(
    r"(?<!\w)(?:trường hợp|đối tượng|hành vi|điều kiện|tiêu chí|nội dung)(?: (?:cụ thể|chủ yếu|chính|vi phạm))?\Z",
    re.IGNORECASE,
)
NOUN_LEFT = re.compile(
    r"(?:được (?:quy định|thực hiện|tính|xác định|áp dụng)|quyền|nghĩa vụ|trách nhiệm|nhiệm vụ|giải pháp|yêu cầu|mục tiêu|"
    r"nguyên tắc|tài liệu|giấy tờ|hồ sơ|thông tin|phải|gồm|là|tại|cho|khi|với|của)\Z",
    re.IGNORECASE,
)
FOR_A_PURPOSE = re.compile(
    r"(?:Để|Nhằm|Căn cứ|Trên cơ sở|Thực hiện)\s[^;:]{15,400},\s+(?=(?:Ủy ban|Uỷ ban|UBND|Bộ|Chính phủ|Thủ tướng|Tổng cục|Sở|"
    r"Hội đồng|người|tổ chức|cá nhân|các)(?!\w))"
)
"""Why something is asked, before what is asked."""
LABELLED = re.compile(
    r"(?P<label>[^:.]{6,700}):\s+(?P<rule>(?:Mức|Áp dụng|Được|Hỗ trợ|Tối đa|Không|Trong|Thực hiện|Sửa)\s.{12,})\Z"
)
BY_ITSELF = re.compile(
    r"(?:đối với|trường hợp|người|hộ|học sinh|sinh viên|trẻ em|mức|điều kiện(?: về)?)\s[^:;.]{4,120}(?::| là | bằng )",
    re.IGNORECASE,
)
"""Begins with whom or what it is for, so that it needs no words above."""
ALONE = re.compile(
    r"(?<!\w)(?:thì|phải|không được|có quyền|có trách nhiệm|nghiêm cấm)(?!\w)|\d[\d.,]*\s?(?:đồng|%|triệu)",
    re.IGNORECASE,
)
"""What an entry of a list says that needs no words above."""
A_TIME = re.compile(rf"\d\)?\s(?:\([^()]{{1,30}}\)\s)?(?:ngày|tuần|tháng|quý|năm|giờ|phút)(?!\w)|{DAY}", re.IGNORECASE)
"""A span of time or a day: what a deadline has."""
ADDRESSED = re.compile(r"kính gửi\s*:?\Z", re.IGNORECASE)
REPLACED = re.compile(
    r"(?P<what>Thay thế (?:phụ lục|mẫu|danh mục|biểu|bảng)\s[^;.]{8,400}?)\s+bằng\s+(?:phụ lục|mẫu|danh mục|biểu|bảng)\s",
    re.IGNORECASE,
)
DUTIES = re.compile(
    r"(?P<lead>[^,;:.()\d]{4,90}?\s(?:có trách nhiệm|chịu trách nhiệm|có nghĩa vụ|có quyền|phải))\s(?P<first>[^;]{8,});",
    re.IGNORECASE,
)
"""Somebody and what they must or may do, one thing behind the other."""
SUBMITS = re.compile(r"(?:nộp|gửi|tra cứu|đăng ký) (?:hồ sơ|đơn|trực tuyến|trực tiếp|kết quả)\s", re.IGNORECASE)
"""What somebody does in a line without a mark at its end, as pages of procedures write."""
ENDS = re.compile(r"bãi bỏ(?: toàn bộ)?(?=\s(?:các|toàn|những|\d)|\s*:|\Z)", re.IGNORECASE)
ENDS_PART = re.compile(
    r"bãi bỏ (?:các )?(?:điểm|khoản|điều|mục|chương|phụ lục)\s[^.;]{1,120}?\s"
    r"(?:quyết định|nghị quyết|thông tư|nghị định|chỉ thị) (?:số )?\d",
    re.IGNORECASE,
)
"""Ends parts of another document, which it names."""
MAY_FINE = re.compile(
    r"(?:phạt (?:cảnh cáo|tiền đến)|tịch thu (?:tang vật|phương tiện)|tước quyền|thi hành biện pháp|áp dụng biện pháp khắc phục)"
    r"(?!\w)",
    re.IGNORECASE,
)
HAS_POWER = re.compile(r"(?<!\w)(?:có quyền|thẩm quyền)(?!\w)", re.IGNORECASE)
"""What an officer may do to who breaks a rule, below whose powers it stands."""
CONCERNED = re.compile(r"đối tượng (?:áp dụng|thụ hưởng|được hỗ trợ|hỗ trợ|hưởng)\s*:", re.IGNORECASE)
NAMES_PAPERS = re.compile(
    r"(?!(?:trong(?: thời hạn)?|chậm nhất(?: là)?|sau) \d)(?:.*(?<!\w))?(?:đơn|tờ khai|bản (?:sao|chính|gốc|chụp|cam kết|kê|vẽ)|"
    r"giấy (?!phép (?:bị|có|được))|thẻ|căn cước|biên bản|phiếu|văn bản đề nghị|hồ sơ(?:\s\S+){0,12}? (?:có|gồm|bao gồm)|hồ sơ:|"
    r"thành phần hồ sơ|\d+ bộ|hóa đơn|hoá đơn|hợp đồng|ảnh|sơ đồ)(?!\w)",
    re.IGNORECASE,
)
"""What a citizen brings along; "trong 07 ngày kể từ ngày nhận đủ hồ sơ" is none of it."""
OF_AN_OFFICE = re.compile(
    r"(?:các )?(?:ủy ban|uỷ ban|ubnd|hđnd|hội đồng|sở|cơ quan|chủ tịch|giám đốc|phòng|công an|văn phòng)\s(?!.*(?<!\w)gồm(?!\w))",
    re.IGNORECASE,
)
"""Begins with an office that does something: nothing for a citizen to do or to bring."""
IS_GIVEN = re.compile(
    r"(?:(?:tiền|quà|khoản|số tiền|kinh phí|kết quả|giấy|thẻ)(?!\w))[^,;:.]{0,40} được (?:trao|chi trả|trả|tặng|cấp|gửi)(?!\w)|"
    r"[^;:.]{3,120} được tính (?:là|theo|cứ|vào)(?!\w)|"
    r"[^;:.,]{2,60} bị (?:[^\s;:.,]+ ){0,8}?(?:tạm giữ|bắt giữ|thu hồi|tịch thu|xử phạt|xử lý|tháo dỡ|đình chỉ)(?!\w)",
    re.IGNORECASE,
)
"""What is handed to somebody or done to him, or how he is counted, is nothing for him to do."""
BEGUN_BEFORE = re.compile(
    r"(?:quy định )?chuyển tiếp|(?:những |các )?(?:hồ sơ|hợp đồng|giấy|vé|trường hợp|người)[^.;]{0,80} đã [^.;]{0,60}trước ngày",
    re.IGNORECASE,
)
"""What becomes of what was begun before."""
REFUSES = re.compile(
    r"không (?:cho(?: phép)?|nhận|tiếp nhận|xem xét|giải quyết|cấp|để|công nhận|tổ chức)\s", re.IGNORECASE
)
"""Nobody is told to do anything by it: "Không cho tách thửa đối với đất đang có tranh chấp"."""
EXCLUDES = re.compile(r"không (?:thuộc (?:đối tượng|phạm vi|diện)|áp dụng|điều chỉnh)(?!\w)", re.IGNORECASE)
"""Whom a document leaves out is not whom it concerns."""
A_PERSON = re.compile(
    r"(?:điều kiện [^:]{3,40}: )?(?:mọi |các )?(?:người(?! đứng đầu| có thẩm quyền| đại diện)|công dân|hộ|trẻ em|"
    r"học sinh|sinh viên|bác sĩ|giáo viên|viên chức|phụ nữ|cha|mẹ|chủ (?!tịch|trì|đầu tư))(?!\w)",
    re.IGNORECASE,
)
"""Begins with people, not with offices or firms."""
OTHERS_CONCERNED = re.compile(
    r"[;,]\s+(?:và )?(?:các )?(?:cơ quan|tổ chức|cá nhân|đơn vị)(?:(?:,| và) (?:cơ quan|tổ chức|cá nhân|đơn vị))*"
    r"(?: khác)? (?:có )?liên quan[^;.\d]{0,60}\.\Z",
    re.IGNORECASE,
)
"""At the end of whom a document applies to."""
LEANS_ON = re.compile(
    r"(?:được|bị|không phải|phải|chỉ được|không được|có thể|tuy nhiên|nhưng)\s|"
    r"việc (?:hỗ trợ|trợ cấp|chi trả|miễn|giảm|thưởng)(?: này)?(?: chỉ)? (?:được )?thực hiện (?:một|01|mỗi|định kỳ|hằng)\s|"
    r"(?:số )?(?:điện thoại|hotline|đường dây nóng)[^:;.]{0,30}:|[^;:.]{3,60} không áp dụng (?:đối với|với|cho)\s",
    re.IGNORECASE,
)
"""A sentence that says nothing true without the one before it: of whom, or of which rule."""
VERB = re.compile(
    r"(?:thực hiện|báo cáo|gửi|thông báo|nộp|tham gia|cung cấp|trả|bồi thường|bảo đảm|đảm bảo|công khai|đăng tải|niêm yết|"
    r"kê khai|đăng ký|chấp hành|tạo điều kiện|hướng dẫn|tổ chức|quyết định|giải quyết|tiếp nhận|lưu giữ|xuất trình|"
    r"yêu cầu|đề nghị|khiếu nại|tố cáo|được|không được|bảo vệ|trực tiếp|lập|kiểm tra)\s"
)
DOES = re.compile(
    r"(?:thông báo|cung cấp|bảo đảm|đảm bảo|thực hiện|tổ chức(?! (?:và|,|có|phải|được))|báo cáo|gửi|nộp|được|chịu|yêu cầu|"
    r"đề nghị|từ chối|tham gia|bồi thường|chấp hành|tuân thủ|kê khai|đăng ký|trả|hoàn trả|lưu giữ|giữ|bảo vệ|bảo quản|sử dụng|"
    r"quản lý|khai thác|kiểm tra|hướng dẫn|phối hợp|chủ trì|tạo điều kiện|cử|ngăn chặn|lập|xây dựng|công khai|niêm yết|"
    r"tiếp nhận|giải quyết|xem xét|phản biện|giám sát|đại diện|hưởng|nhận|lựa chọn|khiếu nại|tố cáo|khởi kiện|phải|"
    r"không được|góp|đóng|hỗ trợ|đầu tư|ký|tự|tôn trọng|chuyển|bố trí|ban hành|quyết định|phát hiện|kịp thời|thường xuyên|"
    r"có (?:quyền|trách nhiệm|nghĩa vụ))(?!\w)",
    re.IGNORECASE,
)
"""Begins with what is done and not with who does it."""
SOMEBODY = re.compile(
    r"(?:người|hộ|cá nhân|tổ chức|chủ(?! trì| động)|doanh nghiệp|cơ quan|đơn vị|công dân|bên|thành viên|trường hợp|khi|nếu|mọi|"
    r"các|những|việc|mức|trong|quyền|nghĩa vụ|trách nhiệm|luật|đối với|ngoài|tùy|căn cứ|theo|cha|mẹ|con|vợ|chồng|trẻ|viên|hội|"
    r"ban|trung tâm|phòng|thời|số|trước|sau|từ|hằng|hàng|tại|nhà nước|hợp đồng|hồ sơ|giấy|mỗi|không)(?!\w)",
    re.IGNORECASE,
)
"""Begins with who it is about, or with when and where."""
PREDICATE = re.compile(
    r"(?<!\w)(?:được|phải|là|có|không|bị|gồm|thì|cấm|miễn|giảm|tăng|hỗ trợ|thực hiện|áp dụng|nộp|gửi|tính|bằng|hưởng|quyết định|"
    r"thay thế|bãi bỏ|hết|chịu|cấp|chi|thu|thông báo|đăng ký|khai|kê khai|lập|trả|tiếp tục|bảo đảm|đảm bảo|cung cấp|tổ chức|"
    r"giao|công bố|phê duyệt|xử lý|xử phạt|phạt|thu hồi|buộc|yêu cầu|đề nghị|sử dụng|ban hành|sửa đổi|bổ sung|quy định|"
    r"hướng dẫn|chuyển|tiếp nhận|giải quyết|ghi|ký|kiểm tra|nghiêm|cần|tiến hành|chỉ|đạt|tham gia|nhận|mua|bán|đóng|giữ|làm|"
    r"hoàn thành|nhằm|xác định|dừng|cho|coi|đặt|mở|vay|gia hạn|bồi thường|bổ nhiệm|hoạt động|khởi kiện|rút|đổi|"
    r"dự|xét|quản lý|khai thác|kinh doanh|đề xuất|thành lập|xảy ra|kéo dài|báo cáo|chấm dứt|nêu|đáp ứng|tuân thủ|chấp hành|"
    r"trình)(?!\w)|\d",
    re.IGNORECASE,
)
"""What a sentence says of something; without it a line only names things."""
PIECE = re.compile(
    r";\s+(?=(?:trường hợp|đối với|người|tổ chức|cá nhân|hộ|mức|không|được|nếu|sau|trong|các)\b)", re.IGNORECASE
)
ONLY_THESE = re.compile(rf"{ONLY}[^.;]*\Z", re.IGNORECASE)
"""Opens a list of all those for whom something is, and for nobody else."""
NAMES_PLACE = re.compile(r"(?:địa điểm|nơi (?:khám|nhận|nộp|tiếp nhận|tổ chức))[^:.;]{0,30}:\s", re.IGNORECASE)
"""Where something is held, by its label: it needs no predicate."""
