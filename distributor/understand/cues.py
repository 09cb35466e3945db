"""What in a sentence shows that a citizen must know it, or that it is none of a citizen's business. Patterns only."""

import re

from distributor.understand.dates import DAY
from distributor.understand.legible import VIETNAMESE_UPPER


def _phrases(listed: str) -> str:
    """`a | b c` for a pattern, whatever the line breaks between."""
    return "|".join(re.escape(" ".join(each.split())).replace("\\ ", " ") for each in listed.split("|"))


def _words(listed: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_phrases(listed)})(?!\w)", re.IGNORECASE)


DOCUMENT_KIND = (
    r"(?:hiến pháp|bộ luật|luật|pháp lệnh|nghị định|nghị quyết|quyết định|thông tư(?: liên tịch)?|chỉ thị|"
    r"quy chế|kế hoạch|"
    r"chương trình|đề án|dự thảo)"
)
_OPENERS = _phrases(
    """theo đó | ngoài ra | đồng thời | bên cạnh | tuy nhiên | do đó | do vậy | vì vậy | vì thế | mặt khác | trong đó |
    cụ thể | tiếp đó | sau đó | khi đó | lúc đó | từ đó | đây | đó | họ | nó | nhưng | và | hoặc | thì | còn | song |
    hơn nữa | tương tự | như | dẫn chiếu | căn cứ | ví dụ | chẳng hạn | một số người | các quyền | người này | các bên |
    hai sở | hai cơ quan | hai đơn vị | hai ngành"""
)
_PRONOUNS = rf"(?:ông|bà|anh|chị|em|cô|bác)(?! (?:con|giáo|hùng|bé|bà|em)| (?-i:[{VIETNAMESE_UPPER}]))"
_BACKWARDS = _phrases(
    """nói trên | nêu trên | kể trên | trên đây | ở trên | dưới đây | như vậy | như sau | như trên | cùng kỳ | việc đó | luật đó |
    văn bản đó | đã nêu | quy định này | điều này | khoản này | điểm này | mục này | chương này"""
)
_THIS = rf"(?<!\w){DOCUMENT_KIND} này(?!\w)"
DANGLING = re.compile(
    rf"^(?:{_OPENERS}|{_PRONOUNS})(?=[\s,.:;])|^(?:có|không|đúng|vâng|dạ)(?=[,.])|^nếu (?:không|vẫn|còn|"
    rf"tái) [^,]{{0,80}},|(?<!\w)(?:{_BACKWARDS}|sau đây(?! gọi))(?!\w)",
    re.IGNORECASE,
)
"""What only the sentence before makes clear."""
THIS_DOCUMENT = re.compile(_THIS, re.IGNORECASE)
THIS = re.compile(r"(?<!\w)này(?!\w)", re.IGNORECASE)
"""Points back too, but "Nghị định này" is clear: the post names the document."""
CONCLUSION = re.compile(
    r"^(?:như vậy|như vậy thì)\s*,\s*(?:theo (?:các )?quy định(?: (?:trên|nêu trên))?\s*,\s*)?", re.IGNORECASE
)
"""Opens the ruling of an answer; what follows stands by itself."""
QUANTITY = re.compile(
    r"(?<![\w/.,-])\d[\d.,]*\s*(?:%|(?:đồng|triệu|tỷ|nghìn|m²|m2|m|km|ha|ngày|tháng|năm|giờ|phút|tuổi|kg|"
    r"lần|vụ|người|bản|kiến nghị|"
    r"nghị quyết|quyết định|doanh nghiệp|điểm)(?![\w²]))",
    re.IGNORECASE,
)
"""A number with its unit. A year or a day is none."""
OF_A_DATE = re.compile(r"(?<!\w)(?:ngày|tháng|năm|quý|khoản|điều|điểm|số)\s+\Z", re.IGNORECASE)
ANY_DAY = re.compile(rf"(?<!\w)(?:ngày\s+)?(?:{DAY})", re.IGNORECASE)
RULES = _words(
    """được | phải | không được | không phải | miễn | miễn phí | hỗ trợ | mức | tối thiểu | tối đa | ít nhất |
    không quá | bãi bỏ | hết hiệu lực | thay thế | tăng | giảm | không thu | vẫn | nghiêm cấm | cấm | bị phạt |
    phạt tiền | chỉ | không nhỏ hơn | không dưới | có quyền | đề xuất | bổ sung | từ chối | tiếp tục | trở lên |
    niêm yết | thống nhất"""
)
FIRM_RULES = _words(
    """không phải nộp | không phải trả | không được | miễn | không thu | bị phạt | phạt tiền | được hỗ trợ |
    mức hỗ trợ | hết hiệu lực |
    không thay đổi | không áp dụng | được miễn | nghiêm cấm"""
)
"""What a citizen gains, loses or must not do."""
CITIZENS = _words(
    """người dân | bà con | công dân | hộ gia đình | hộ dân | hộ kinh doanh | cá nhân | doanh nghiệp | hợp tác xã |
    cha mẹ | cha | mẹ | trẻ em | con | người cao tuổi | người khuyết tật | hộ nghèo | người có công |
    người lao động | học sinh | sinh viên | phụ huynh | nông dân | người sử dụng đất | thửa đất | hồ sơ | đất ở |
    tiểu thương | hòa giải viên | người yêu cầu | người thuộc | nhà đầu tư | bên mua | bên bán | người mua |
    lao động nông thôn | trường | các trường | tổ dân phố | gia đình | người nộp | trung tâm tư vấn pháp luật"""
)
OFFICES = re.compile(
    r"^(?:các\s+)?(?:giao\s+)?(?:sở|bộ|ủy ban nhân dân|uỷ ban nhân dân|hội đồng|chủ tịch|giám đốc|"
    r"thủ trưởng|chánh văn phòng|vụ trưởng|cục|"
    r"phòng|ban chỉ đạo|chính phủ|thủ tướng|đơn vị (?:chủ trì|phối hợp)|cơ quan (?:chủ trì|phối hợp|"
    r"nhà nước|quản lý|chuyên môn)|"
    r"thời gian thực hiện|sản phẩm|kinh phí|tổ chức (?:quán triệt|triển khai|thực hiện)|"
    r"trong quá trình (?:triển khai|thực hiện)|"
    r"công chức|báo cáo viên|ban quản lý)(?!\w)"
    r"|(?<!\w)(?:chịu trách nhiệm (?:thi hành|tổ chức)|tham mưu|phối hợp với các|báo cáo về|"
    r"tổng hợp(?:,)? (?:báo cáo|chung)|dự toán đã giao|"
    r"theo chế độ báo cáo|theo dõi, đôn đốc|chủ trì, phối hợp|đồng chí|sao gửi)(?!\w)",
    re.IGNORECASE,
)
ANNOUNCES = re.compile(
    rf"^(?:(?:vào )?ngày (?:{DAY})\s*,\s*)?[^,;.]{{0,160}}?(?<!\w)(?:vừa\s+)?(?:(?:ký\s+)?ban hành|"
    rf"thông báo đính chính|đang lấy ý kiến|ra thông cáo|"
    rf"phối hợp với|tổ chức hội nghị)(?!\w)"
    rf"|^thực hiện (?:quy định|chế độ|kế hoạch|chương trình)|toàn văn|tệp đính kèm|được đăng trên|"
    rf"trang thông tin|kèm theo báo cáo|"
    rf"là bộ phận không tách rời|liên hệ người phát ngôn|đăng công khai|mang tính hư cấu|"
    rf"chưa phải là văn bản có hiệu lực|sơ đồ kèm theo|"
    rf"kết quả phối hợp được",
    re.IGNORECASE,
)
"""That something was issued or held: the headline and the citation say it."""
ONLY_EFFECT = re.compile(
    r"^(?:\S+\s+){1,12}(?:này\s+)?có hiệu lực(?: thi hành)?,?\s+(?:kể )?từ (?:ngày )?[^,;]{4,40}\.?$", re.IGNORECASE
)
DEFINITION = re.compile(
    r"^[^,;]{3,80}?(?<!\w)(?:là (?:việc|tổ chức|người|cá nhân|sự|quá trình|hành vi|tài sản|nơi)|"
    r"được hiểu là|bao gồm:)(?!\w)",
    re.I,
)
ASKER = re.compile(
    r"(?<!\w)(?:chúng tôi|tôi|(?<!kết )bạn(?! bè| đọc| trẻ)|(?<!trẻ )(?<!các )em|câu hỏi của|cho hỏi|xin hỏi|anh/chị|(?:anh|"
    r"chị) (?:có thể|có|cần|phải))(?!\w)",
    re.I,
)
"""Somebody's own case."""
TO_DO = _words(
    """hãy | cần nhớ | không bấm | không cung cấp | không chuyển | báo ngay | gọi lại | góp ý | gửi ý kiến |
    ý kiến gửi | nộp hồ sơ | nộp giấy | nộp đơn | nộp tại | hồ sơ gồm | đăng ký tại | đăng ký qua | gửi câu hỏi |
    gửi về | trình báo | xuất trình | mang theo | tra cứu | hãy liên hệ | vui lòng liên hệ | liên hệ số |
    báo công an | nên nhờ | nên kiểm tra | nên gửi | nên ghi | nộp trực tuyến | gửi bài | cần phản ánh |
    lập hồ sơ | đề nghị bà con"""
)
ASKS_DIRECTLY = _words(
    """hãy | cần nhớ | có thể gửi | có thể nộp | có thể đăng ký | người dân cần | đề nghị | mời | bà con"""
)
READER_FIRST = re.compile(
    r"(?:người dân|bà con|công dân|hộ gia đình|phụ huynh|người lao động|hãy)(?!\w)", re.IGNORECASE
)
"""A clause that begins with the one it speaks to."""
WHERE = re.compile(
    r"(?<!\w)(?:(?:trực tiếp )?tại (?:trụ sở|bộ phận|trung tâm|ủy ban|uỷ ban|cổng|văn phòng|địa chỉ|"
    r"công an|chi nhánh|nơi cư trú|hội trường|"
    r"nhà văn hóa|số \d+)|trên (?:cổng|hệ thống|trang|ứng dụng)|qua (?:thư|bưu|đường bưu|cổng|"
    r"số điện thoại|hệ thống|email)|"
    r"(?:gửi )?về sở)(?!\w)",
    re.IGNORECASE,
)
WHERE_ITSELF = re.compile(r"^(?:nơi (?:nộp|tiếp nhận|đăng ký|nhận)|địa (?:điểm|chỉ))(?!\w)", re.IGNORECASE)
_HOUR = r"(?:\d{1,2}\s*(?:giờ|h|g)\s*\d{0,2}\s*,?\s*)?"
UNTIL = re.compile(
    rf"""(?<!\w)(?: (?:đến|tới) (?:\s+hết)? \s+ (?:{_HOUR}ngày\s+)? (?P<to>{DAY})
        | (?:trước|chậm\s+nhất(?:\s+là)?|hạn\s+(?:chót|cuối|cuối\s+cùng)(?:\s+là)?) \s+ {_HOUR}
          (?:ngày\s+)? (?P<before>{DAY}) )""",
    re.VERBOSE | re.IGNORECASE,
)
FOR_READERS = _words(
    """góp ý | ý kiến | nộp | gửi | đăng ký | tham gia | dự thi | bài dự thi | kê khai | nhận hồ sơ | thời hạn |
    hạn cuối | nhận bài | hoàn thành"""
)
_STOPS = r"(?<!\w)(?:tạm |sẽ )?(?:dừng|ngừng|ngưng|nghỉ|đóng cửa|cấm đường|cúp|cắt)(?!\w)"
STOPS = re.compile(_STOPS, re.IGNORECASE)
"""What is not done for a while."""
IS_PUNISHED = re.compile(r"(?<!\w)(?:bị phạt|phạt tù|phạt tiền|truy cứu trách nhiệm)(?!\w)", re.IGNORECASE)
OF_FINES = re.compile(r"(?<!\w)(?:phạt|cấm|không được|vi phạm|xử lý|chế tài)(?!\w)", re.IGNORECASE)
"""In a title: there a fine is the news, and no threat to those who do not come."""
NOT_A_DEADLINE = re.compile(
    rf"(?<!\w)(?:đã|hình thành|xác lập|phát sinh)\s[^;]{{0,120}}?\s(?:trước|đến)\s+(?:ngày\s+)?(?:{DAY})"
    rf"|(?<!\w)được\s(?!nhận|gửi|nộp)[^;]{{0,120}}?\strước\s+(?:ngày\s+)?(?:{DAY})"
    rf"|hằng năm|hàng năm|có hiệu lực|(?<!\w)(?:vẫn|tiếp tục) (?:được |phải )?(?:thực hiện|áp dụng|có giá trị|sử dụng|còn)(?!\w)"
    rf"|{_STOPS}[^;]{{0,120}}(?<!\w)từ(?!\w)|(?<!\w)từ(?!\w)[^;]{{0,60}}(?<!\w)đến(?!\w)[^;]{{0,30}}{_STOPS}"
    rf"|(?<!\w)(?:được trả lời|gửi (?:kết quả|báo cáo)|để tổng hợp|các đơn vị|cơ quan, đơn vị)(?!\w)",
    re.IGNORECASE,
)
"""A cut-off of old cases, a yearly duty, or a day by which an office answers."""
TURNS = _words("""trừ | nếu | trừ trường hợp | với điều kiện | nhưng | tuy nhiên | ngoại trừ | chỉ khi | không""")
READINGS = re.compile(
    r"[“\"][^“”\"]{1,200}[”\"].{0,120}?(?:thành|là|bằng)\s*:?\s*[“\"][^“”\"]{1,200}[”\"]"
    r"|(?<!\w)là\s[^;.“”]{3,100},\s(?:chứ\s)?không phải(?: là)?\s[^;.“”]{3,100}",
    re.IGNORECASE,
)
TRICK = _words(
    """kẻ gian | kẻ xấu | kẻ lừa đảo | giả danh | mạo danh | mạo nhận | tự xưng | tự nhận | giả mạo | mạo xưng | đối tượng |
    gửi đường dẫn | yêu cầu chụp | chiếm đoạt | dụ dỗ | đe dọa | lừa đảo"""
)
SUCH_A_TRICK = re.compile(
    r"(?<!\w)(tin nhắn|cuộc gọi|thông báo|đường dẫn|liên kết|thư|yêu cầu|trang|giấy mời) (?:như vậy|nêu trên|nói trên|kể trên|"
    r"như trên|trên)(?!\w)",
    re.IGNORECASE,
)
"""Points back to the trick, which the headline of a warning names."""
DENIAL = _words(
    """không gọi điện | không nhắn tin | không gửi | không yêu cầu | không thu | không hỏi | không bao giờ |
    không làm việc qua điện thoại | khẳng định | không ban hành văn bản nào | không có chủ trương | không có chương trình |
    không cử | không ủy quyền | không phát hành | không liên kết | không tổ chức thu"""
)
RESULT = _words("""kiến nghị | được trả lời | thống nhất | thông qua | kết quả | đạt tỷ lệ""")
SUBJECT = re.compile(
    rf"^(?:(?:(?:kể )?từ ngày (?:{DAY})|trong trường hợp[^,]{{3,60}}|"
    rf"khi [^,]{{3,60}})\s*,\s*)?(?P<who>(?:các |những |mỗi |mọi )?(?:người|hộ|cá nhân|"
    rf"tổ chức|doanh nghiệp|học sinh|sinh viên|trẻ em|cha|mẹ|nhà đầu tư|chủ|bên|viên chức|công dân|"
    rf"trung tâm|trường(?! hợp)|hòa giải viên|thương nhân|"
    rf"hợp tác xã|lao động|phụ nữ|cơ quan, đơn vị|"
    rf"cơ quan, trường học)(?!\w)[^;:.]{{0,150}}?)\s+(?=(?:(?:chỉ|đã|sẽ|vẫn|cũng|đều) )?(?:được|phải|có thể|"
    rf"không|có quyền|cần|nộp|chọn|thực hiện|có trách nhiệm|bị)(?!\w))",
    re.IGNORECASE,
)
"""Whom a ruling is about: what stands before its verb."""
APPLIES_TO = re.compile(
    rf"^{DOCUMENT_KIND} này (?:được )?áp dụng (?:đối với|cho) (?P<who>[^;:.]{{8,260}})\.$", re.IGNORECASE
)
SCOPE = re.compile(
    rf"^{DOCUMENT_KIND}(?: này|(?: [^\W\d_]+){{1,5}})\s+(?:quy định|hướng dẫn|ban hành)(?!\w)", re.IGNORECASE
)
GENERAL = _words(
    """người dân | cá nhân | tổ chức | tổ chức, cá nhân | doanh nghiệp | công dân | bên bán | bên mua | người yêu cầu |
    người nộp | mọi người | mỗi người | trung tâm | trường | người có yêu cầu | người có thẩm quyền | cha | mẹ"""
)
"""Names nobody in particular."""
READS_ON = re.compile(r"(?<!\w)(?:để|rồi|và nhận|thì|sẽ|được|phải|mà|nhằm)(?!\w)", re.IGNORECASE)
_WONDERS = re.compile(
    r"(?<!\w)(?:lo lắng|lo ngại|băn khoăn|thắc mắc|hoang mang|xôn xao|đồn(?: đoán| thổi)?|lan truyền|"
    r"nghi (?:là )?do|chưa rõ (?:nguyên nhân|lý do)|"
    r"(?:trước|nghe|có|theo|những|các) (?:thông )?tin (?:cho rằng|rằng|từ|về|đồn)|muốn biết|"
    r"(?:nhiều người|người dân|bạn đọc|một số người)(?: vẫn| đang| còn)? (?:hỏi|cho rằng|nghĩ|tưởng|lầm tưởng|chưa biết)|"
    r"(?:nhiều|một số|không ít) (?:phụ huynh|bà con|hộ|chủ [^\s.,;]+|bạn(?: trẻ)?)(?: vẫn| đang| còn| gọi \w+| nhắn tin)? "
    r"(?:cho rằng|nghĩ|(?:lầm )?tưởng|hỏi)|"
    r"người (?:thì |lại )?(?:nói|bảo)[^.;]{1,60}, (?:có )?người (?:thì |lại )?(?:nói|bảo)|"
    r"có người (?:lại |còn )?(?:bảo|nói|mách)|(?:hay|thường|vẫn) (?:bảo nhau|nói với nhau|kháo|rỉ tai|truyền tai))(?!\w)",
    re.IGNORECASE,
)
_STORY = re.compile(
    rf"\W*(?:Anh|Chị|Ông|Bà|Cô|Chú|Bác|Em|Bạn) (?:[{VIETNAMESE_UPPER}][\w.]*,? ){{1,4}}(?:\([^()]{{2,60}}\),? )?"
    r"(?!(?:phải|được|cần|nên|không|có thể|có quyền|thuộc|là|hỏi|trả lời|cho biết|khẳng định|hướng dẫn|giải thích|lưu ý|"
    r"khuyến cáo)(?!\w))"
)
"""Begins with a private person by name and goes on to what became of him."""
_OF_TODAY = re.compile(
    r"\W*(?:sáng|trưa|chiều|tối|đêm)(?: hôm)? (?:nay|qua)(?!\w)[^.;]*(?<!\w)"
    r"(?:nhắc nhở|xử lý|phát hiện|lập biên bản|tuần tra)(?!\w)",
    re.IGNORECASE,
)
"""What officers did today, before the rule is told."""
_DENIES = re.compile(
    r"(?<!\w)(?:khẳng định|bác bỏ|không đúng|sai sự thật|là sai|chưa có quy định|không có (?:quy định|việc|chuyện))(?!\w)",
    re.IGNORECASE,
)


def only_wonders(text: str) -> bool:
    """Return that a sentence tells what people hear and ask themselves, and says nothing to it."""
    return _WONDERS.search(text) is not None and _DENIES.search(text) is None


def tells_story(text: str) -> bool:
    """Return True if a sentence begins a private person's story ("Anh T. mua lại xe của đồng nghiệp từ tháng 3 …"), or tells what
    officers did today."""
    return _STORY.match(text) is not None or _OF_TODAY.match(text) is not None
