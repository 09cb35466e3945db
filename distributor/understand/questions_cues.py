"""Words that show who speaks on a page of questions and answers, and what is none of either. Patterns only, all linear."""

import re

BORDER = re.compile(
    r"(?P<stop>(?<![.!?…])[.!?…]+[\"”»’)\]]*\s+)"
    r"|(?<=[;:.,”\"…])\s+(?=[-–+*•]\s)"
    r"|(?<=[;:.”\"…])\s+(?=(?:[a-zđ]{1,2}|\d{1,2})[.)]\s)"
    r"|(?<=[;:.”\"…])\s+(?=(?i:(?:bước|điều)\s+\d+\s*[.:]|bước\s+(?:\d+|một|hai|ba|bốn|tư|năm|sáu|bảy|cuối)\s*,))"
    r"|(?:(?i:trả lời|đáp|giải đáp|như sau|ý kiến|tư vấn|hỏi|câu hỏi|cho biết|thông tin|phúc đáp|phản hồi|"
    r"xử lý|hướng dẫn)\s*:\s+)"
    r"|(?:\((?i:ảnh|hình)[^)]{0,60}\)\s*)"
    r"|(?<=\w[\"”])\s+(?=[A-ZĐÀ-Ỹ])"
    r"|(?<=[;:])\s+(?=(?i:(?:một|hai|ba|bốn|năm|sáu) là|thứ (?:nhất|hai|ba|tư|năm|sáu))\s*[,:])"
    r"|(?<=[;,])\s+(?=(?i:thời (?:hạn|gian)|lệ phí|phí|mức (?:thu|phí)|nơi (?:nộp|nhận|tiếp nhận)|hồ sơ|địa điểm)"
    r"[^:;.,]{0,30}:\s)"
    r"|\s+(?=(?:[*]\s)?(?i:tư vấn bởi|bạn đọc muốn gửi)\s)",
)
COUNTED_OFF = re.compile(
    r"(?:(?:(?:một|hai|ba|bốn|năm|sáu|bảy) là|thứ (?:nhất|hai|ba|tư|bốn|năm|sáu|bảy))\s*[,:]|(?:một|hai|ba|bốn|năm|sáu)\s*,)"
    r"\s*(?=\S)",
    re.IGNORECASE,
)
"""Counts off in words: "Một là, …", "Thứ hai, …"."""
MARKER = re.compile(
    r"(?:[-–+*•]|\(\d{1,2}\)|\([a-zđ]\)|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]{1,2}[.)]|"
    r"(?i:bước\s+(?:\d+|một|hai|ba|bốn|tư|năm|sáu|bảy|cuối))\s*[.:,])\s*(?=\S)"
)
CAPTION = re.compile(
    r"\(?(?:ảnh|hình)(?: ảnh)?\s*(?:minh họa|minh hoạ|từ internet|internet)|hình từ internet|nguồn ảnh|"
    r"ảnh minh (?:họa|hoạ)\s*\)?\s*\Z"
    r"|^ảnh\s*:",
    re.IGNORECASE,
)
FURNITURE_LINE = re.compile(
    r"(?:https?://|www\.)\S+\Z|(?:trang chủ|cổng (?:ttđt|thông tin)|trang thông tin|home)[^.?]{0,160}[>»/|›]"
    r"|[^.?]{0,120}(?:\s[>»›]\s)[^.?]{0,160}\Z|(?:ngày (?:hỏi|đăng|trả lời|cập nhật|gửi)|lượt xem|"
    r"mã (?:câu hỏi|số)|trạng thái|cỡ chữ|lĩnh vực|người (?:đăng|duyệt|gửi)|"
    r"chuyên mục|đánh giá|tags?|từ khóa|nguồn|tác giả|email|điện thoại|địa chỉ|hotline)\s*:?[^?]{0,200}\Z"
    r"|(?:in (?:trang|bài)|gửi email|chia sẻ|về đầu trang|quay lại|đăng nhập|tải về|tải xuống|tải file|"
    r"xem chi tiết|\[hài lòng\])"
    r"|(?:hỏi đáp|hỏi - đáp)\s*\|[^?]*\Z",
    re.IGNORECASE,
)
FURNITURE = re.compile(
    r"https?://|www\.\S|cdn\.\S|\.(?:jpg|png|jpeg|gif)\b|\btải về\b|[\w.+-]{2,60}@[\w-]{2,60}\.\w|lượt xem|"
    r"cỡ chữ|★|\[[^\]]{2,30}\]\s*\[",
    re.IGNORECASE,
)
ENDS_PAGE = re.compile(
    r"[\s*•–-]*(?:(?:các\s+)?(?:tin|bài(?: viết)?|câu hỏi|văn bản)\s+(?:khác|liên quan|cùng (?:chuyên mục|"
    r"lĩnh vực|chủ đề)|đã đưa|cũ hơn|mới hơn|nổi bật|tương tự)"
    r"|xem thêm|có thể bạn quan tâm|tham khảo thêm|bình luận(?! của)|bạn có hài lòng|ý kiến bạn đọc|tư vấn bởi|"
    r"bạn đọc muốn gửi|hãy (?:liên hệ|gọi) (?:tới |đến )?(?:tổng đài|đường dây|hotline|công ty|văn phòng)|(?:quý khách|quý vị|"
    r"mọi|nếu|quý bạn đọc|bạn đọc)[^.]{0,60}(?:thắc mắc|vướng mắc)[^.]{0,80}(?:liên hệ|gửi|gọi)|"
    r"trân trọng\s*(?:[!.,]|\Z)|trên đây là (?:nội dung |ý kiến )?(?:tư vấn|trả lời|giải đáp|ý kiến)|"
    r"nơi nhận\s*:|đặt câu hỏi|gửi câu hỏi|câu hỏi thường gặp|"
    r"(?:câu trả lời|bài viết|thông tin|nội dung)(?: này)? có (?:hữu|giúp) ích)",
    re.IGNORECASE,
)
SIGNATURE = re.compile(r"\s+(?:PV|P\.V|BBT|Ban biên tập|Theo [A-Z]\w+)\.?\Z")
OPENS_WITHOUT_COLON = re.compile(r"(?<!\w)(?:sau|sau đây|gồm|bao gồm|như sau)\s*\.?\Z", re.IGNORECASE)
_SPEAKER = (
    r"(?:luật sư|ls\.?|sở|cục|vụ|bộ|phòng|ban|tòa soạn|toà soạn|văn phòng|vplS|công ty luật|chuyên gia|bhxh|"
    r"bảo hiểm|công an|ubnd|"
    r"ủy ban|trung tâm|chi cục|cơ quan|thạc sĩ|ths|tiến sĩ|ông|bà|báo|hội|đoàn|viện|tòa án|trợ giúp|chúng tôi|"
    r"chi nhánh|bộ phận|tổ|thuế|kho bạc|ngân hàng|quỹ|đại diện|lãnh đạo|ban biên tập|tòa|viện kiểm sát|thanh tra|đội|trạm)"
)
_LABEL = (
    r"(?:(?:nội dung |phần |câu |kết quả )?(?:trả lời|đáp|giải đáp|phản hồi|phúc đáp|"
    r"xử lý)(?: câu hỏi)?(?: \d{1,3}| (?:ngắn(?: gọn)?|nhanh|chung|chi tiết|tóm tắt))?"
    r"(?:\s+(?:của|từ|bởi)\s+[^:.?]{2,90})?|luật sư (?:tư vấn|trả lời|giải đáp)|(?:ý kiến )?tư vấn(?: của luật sư| pháp luật)?|"
    r"(?:ý kiến|nhận định) (?:của )?(?:luật (?:sư|gia)|chuyên (?:gia|viên)|trợ giúp viên)(?: pháp lý)?(?: tư vấn)?|"
    r"(?:luật sư|luật gia) (?-i:[A-ZĐÀ-Ỹ])[^:.?]{2,50})"
    r"(?:\s*\([^)]{0,60}\))?\s*[:：](?=\s|\Z)"
)
ANSWER_LABEL = re.compile(rf"[\s*•>–-]*{_LABEL}", re.IGNORECASE)
ANSWERS = re.compile(
    rf"\A[\s*•>–-]*{_LABEL}"
    rf"|\A[^?]{{0,160}}(?<!\w){_SPEAKER}(?!\w)[^?]{{0,200}}(?<!\w)(?:trả lời|tư vấn|giải đáp|có ý kiến|"
    rf"cho biết|hướng dẫn|phản hồi|phúc đáp|thông tin)(?!\w)[^?.]{{0,160}}:\s*\Z"
    r"|\A[^?]{0,200}(?<!\w)(?:trả lời|giải đáp|tư vấn)(?!\w)[^?.]{0,100}như sau\s*[:.]\s*\Z|"
    r"\A[^?]{0,160}(?<!\w)có ý kiến như sau\s*:\s*\Z"
    r"|\A[\s*•>–-]*(?:trả lời|đáp|luật sư tư vấn|luật sư trả lời|giải đáp)\s*\.?\Z",
    re.IGNORECASE,
)
"""Says that an answer follows: a label, or an office or lawyer who speaks."""
ASKS = re.compile(
    r"[\s*•>–-]*(?:hỏi|câu hỏi|nội dung(?: câu)? hỏi|câu|tình huống|người hỏi|nội dung|"
    r"bạn đọc(?: [^:?.]{0,60})? hỏi|đặt câu hỏi)(?:\s*\d{1,3})?"
    r"(?:\s*\([^)]{0,80}\))?\s*[:.]|[\s*•>–-]*(?:bạn(?: đọc| nghe đài)?|độc giả|thính giả|khán giả) [^:?.]{2,60}:\s+"
    r"(?=(?:em|tôi|con|cháu|mình|nhà|gia đình|vợ|chồng|mẹ|cha|bố)(?!\w))|"
    r"[^?:.]{0,160}(?<!\w)(?:hỏi|đặt câu hỏi|gửi câu hỏi|thắc mắc|phản ánh)\s*:\s*\S*"
    r"|[^?:.]{0,160}(?<!\w)(?:ông|bà|anh|chị|bạn|em|cô|chú|bác)(?: [^\W\d_]+){0,4} hỏi,\s",
    re.IGNORECASE,
)
ASKING = re.compile(
    r"(?<!\w)(?:xin hỏi|cho (?:tôi|em|mình|chúng tôi|cháu) hỏi|cho hỏi|xin được hỏi|muốn hỏi|"
    r"câu hỏi của (?:anh|chị|ông|bà|bạn|em)|"
    r"mong (?:quý|luật sư|cơ quan|nhận|được|sở|sớm)|xin (?:cảm|cám) ơn|nhờ luật sư|thưa luật sư|xin luật sư|"
    r"kính mong|mong luật sư|xin tư vấn)(?!\w)",
    re.IGNORECASE,
)
PETITION = re.compile(
    r"(?<!\w)(?:kiến nghị số \d+|(?:cử tri|người dân|bạn đọc|công dân)[^.;]{0,60}(?:đề nghị|kiến nghị|phản ánh|hỏi)|"
    r"(?:đề nghị|mong|xin)[^.;]{0,60}(?:cho biết|trả lời|giải đáp|xem xét)|hay không\s*(?:[;.?]|\Z)|"
    r"(?:bạn đọc|độc giả) [A-ZĐ])",
)
"""Words that ask, or tell who asked: an answer that holds them is none to send."""
FIRST_PERSON = re.compile(
    r"(?<!\w)(?:(?<!chúng )tôi|chúng em|(?<!tên )(?<!của )(?<!nơi )(?<!rằng )(?<!thấy )(?<!biết )mình(?= (?:có|bị|muốn|đang|là|"
    r"đã)))(?!\w)|\A(?:em|cháu|mình)(?= (?!ruột|trai|gái|bé|của))"
    r"|(?<!\w)(?:(?:gia đình|nhà|vợ chồng|công ty|con|cty|đơn vị|cơ quan|xóm|hai nhà) chúng tôi)|"
    r"(?<!\w)em (?:đang|có|đi|đã|muốn|bị|xin|được)(?!\w)|\Achúng tôi (?:là|có|dự định|muốn|đang|đã|bị|thuê|"
    r"mua|ở)(?!\w)",
    re.IGNORECASE,
)
SENDS = re.compile(
    r"(?<!\w)(?:hãy|thì (?:nói|báo|gọi|hỏi|liên hệ))(?!\w)"
    r"|(?<!\w)(?:gọi|điện thoại|liên hệ|đường dây|tổng đài|số)(?!\w)[^.?\n]{0,25}\d{3}"
    r"|(?<!\w)(?:tới|đến) (?:bảng tin|bản tin|trạm|nhà văn hóa|ủy ban|ubnd|trụ sở|bộ phận)(?!\w)",
    re.IGNORECASE,
)
"""Sends the reader somewhere: "Ai thấy mình bị thiệt, hãy gọi 0277…" is no asker, who says "tôi"."""
SPEAKS_AS_I = re.compile(r"(?<!\w)(?:tôi|xin hỏi|cho hỏi)(?!\w)", re.IGNORECASE)
OFFICE_VOICE = re.compile(
    r"(?<!\w)(?:theo (?:quan điểm (?:của )?)?(?:chúng )?tôi|(?:chúng )?tôi (?:xin |có thể )?(?:trả lời|tư vấn|"
    r"giải đáp|cho rằng|có ý kiến|nhận thấy|khuyên|xin trao đổi|thấy rằng))(?!\w)"
    r"|(?<!\w)(?:bạn|gia đình bạn) (?:có thể|cần|phải|nên|được|không|sẽ)(?!\w)",
    re.IGNORECASE,
)
CONCLUSION = re.compile(
    r"[\s*•→⇒=>–-]*(?:như (?:vậy|thế)|vậy(?! (?:tôi|em|cho|xin|ai|trong trường hợp này tôi|việc|những|làm|"
    r"mức))|(?:do|bởi|vì|cho|chính vì)(?: lẽ)? (?:đó|vậy|thế|nên)|theo đó|tóm lại|nói tóm lại|tựu trung|"
    r"kết luận|"
    r"(?:từ|qua|với|căn cứ(?: vào)?|căn cứ theo|theo|dựa (?:vào|trên)|đối chiếu(?: với)?|chiếu theo|"
    r"trên cơ sở|áp dụng)\s+(?:các |những |toàn bộ |tất cả )?(?:quy định|căn cứ|phân tích|hướng dẫn|điều luật|"
    r"nội dung|văn bản|cơ sở pháp lý|thông tin|lẽ)[^,.:;]{0,40}?"
    r"(?<!\w)(?:trên|này|đó|kể trên|vừa nêu|đã nêu|dẫn|viện dẫn)(?!\w)|(?:đối với|trong|với|ở|về|xét|"
    r"áp dụng (?:vào|trong|với)?)?\s*trường hợp (?:này|của (?:bạn|ông|bà|anh|chị|gia đình|công ty|em|bác|cô)|"
    r"cụ thể|nêu trên)(?!\w)|"
    r"tức là|nghĩa là|nói cách khác|nói gọn lại|nói ngắn gọn|có thể thấy|có thể khẳng định|xin trả lời|"
    r"câu trả lời|từ đó|qua đó|rõ ràng)(?!\w)"
    r"|[\s*–-]*(?:đối chiếu|soi chiếu|xét thấy|áp dụng(?: vào)?|vận dụng)(?:\s*,|\s+(?:với|vào) [^,.:;]{2,60}[,:])|"
    r"[\s*–-]*vận dụng\s*:|\s*(?:=>|⇒)",
    re.IGNORECASE,
)
"""Opens what an answer concludes, or turns to the asker's own case."""
CONCLUSION_WORDS = re.compile(
    r"\A[\s*•→⇒=>–-]*(?:(?:như (?:vậy|thế)|vậy|(?:do|bởi|vì|chính vì) (?:đó|vậy|thế)|theo đó|tóm lại|"
    r"nói tóm lại|kết luận|có thể thấy|tức là|nói cách khác|từ đó|xin trả lời)\s*(?:[,:]\s*|thì\s+|\s+(?=\w)))"
    r"|\A(?:(?:theo|từ|căn cứ(?: vào| theo)?|qua|đối chiếu(?: với)?|với|dựa (?:vào|trên)) (?:các |"
    r"những )?quy định (?:nêu |nói |dẫn |ở |viện dẫn )?(?:trên|này|đó)(?: đây)?(?:\s*,\s*|\s+thì\s+))"
    r"|\A(?:theo quy định(?: của pháp luật| pháp luật)?\s*,\s*)|\A[\s*–-]*(?:vận dụng\s*:\s*(?=\w))|\A(?:cụ thể(?: là)?\s*[,:]|"
    r"tuy nhiên|ngoài ra|đồng thời|bên cạnh đó|"
    r"mặt khác|thêm vào đó)\s*,?\s+"
    r"|\A(?:đối chiếu|áp dụng|quay lại|trở lại)(?: vào| với| trong)? (?:các quy định[^,]{0,60}|"
    r"trường hợp (?:của|này)[^,]{0,30}|quy định[^,]{0,60}),\s*(?:thì\s+)?",
    re.IGNORECASE,
)
OWN_CASE = re.compile(
    r"[\s*•–-]*(?:đối với |trong |với |nếu |trường hợp |khi |việc )?(?:trường hợp )?(?:của )?(?:gia đình |"
    r"công ty |anh |chị |mẹ |con |vợ chồng )?(?:bạn|ông|bà|anh|chị|bác|cô|quý (?:vị|công ty|khách|ông|"
    r"bà))(?!\w)",
    re.IGNORECASE,
)
STEPS_FIRM = re.compile(
    r"(?<!\w)(?:nộp|hồ sơ|giấy tờ|liên hệ|bước (?:\d+|một|hai|ba|bốn)|khởi kiện|gửi (?:đơn|hồ sơ|yêu cầu|văn bản)|"
    r"(?<!trình tự, )thủ tục(?! rút gọn)|"
    r"lập (?:biên bản|văn bản|hồ sơ)|mang theo|xuất trình|đăng ký tại|làm đơn|khiếu nại|tố cáo|trình báo|"
    r"loại hình|báo (?:ngay|cho)|gọi (?:ngay|tổng đài|đường dây|trực ban|số|điện|\d))(?!\w)",
    re.IGNORECASE,
)
TURNS = re.compile(
    r"(?:nếu như|khi phát hiện|bên cạnh|ngoài ra|đồng thời|tuy nhiên|theo (?:quy định|điều|khoản|điểm|đó)|"
    r"căn cứ|tại (?:điều|khoản|điểm)|về |trường hợp (?:bạn|gia đình)|nếu (?:bạn|ông|bà|anh|chị|gia đình)|bạn |"
    r"để |lưu ý|khi bạn|ông |bà |anh |chị )",
    re.IGNORECASE,
)
QUOTES_LAW = re.compile(
    r"(?<!\w)(?:(?:điều|khoản|điểm|luật|nghị định|thông tư|nghị quyết|quyết định|"
    r"hiến pháp)(?!\w)[^:]{0,240}(?:quy định|như sau|nêu rõ|có nêu|hướng dẫn)|quy định[^:]{0,160}như sau)",
    re.IGNORECASE,
)
QUOTATION = re.compile(r"“[^“”]{1,12000}”|(?<![\w“])\"[^\"\n]{1,12000}\"")
SECOND_PERSON = re.compile(
    r"(?<!\w)(?:bạn|quý (?:vị|bạn|ông|bà|khách)|(?:ông|bà|anh|chị|bác|cô|chú|(?<!trẻ )(?<!các )(?<!anh )(?<!chị )em)(?! (?:nội|"
    r"ngoại|ruột|em|con|bà|trai|gái|giáo|họ|sĩ|sỹ|ý|trọng|hùng|cháu|nuôi))(?: [A-ZĐ][a-zà-ỹ]+)?|"
    r"quý công ty|công ty (?:chị|anh|bạn|ông|"
    r"bà))(?!\w)",
    re.IGNORECASE,
)
VERDICT = re.compile(
    r"(?<!\w)(?:không (?:được|phải|bị|cần|thể|vi phạm|có (?:quyền|nghĩa vụ|căn cứ|cơ sở)|thuộc|coi|là căn cứ|"
    r"trái|đủ)|được(?: phép)?|phải|có (?:thể|quyền|nghĩa vụ|trách nhiệm)|vi phạm|bị (?:xử|phạt|cấm)|"
    r"buộc|bắt buộc|nghiêm cấm|hợp pháp|trái (?:pháp )?luật|đúng (?:quy định|luật)|chưa (?:được|đủ|có)|"
    r"có căn cứ|vẫn|miễn|cần|nên)(?!\w)",
    re.IGNORECASE,
)
SAYS_YES_OR_NO = re.compile(
    r"\A[\s*–-]*(?:dạ,? )?(?:có|không|được|chưa|đúng|sai|phải|bắt buộc|vẫn được|hoàn toàn (?:có|được|"
    r"không))(?:(?: bạn| anh| chị| ông| bà| bà con)? (?:nhé|nha|ạ))?\s*(?:[,.:;!]|\b(?=phải|được|bị|thể|nhất|bắt))",
    re.IGNORECASE,
)
QUANTITY = re.compile(
    r"(?<![\w/.,-])\d[\d.,]*\s*(?:[-–]\s*\d[\d.,]*\s*)?(?:%|(?:đồng|triệu|tỷ|nghìn|ngàn|vnđ|vnd|đ|usd|m²|m2|m|"
    r"km|ha|ngày|tháng|năm|giờ|phút|tuổi|kg|lần|người|bản|điểm|ngày làm việc|mức lương)(?![\w²]))|"
    r"\d{1,3}(?:\.\d{3})+",
    re.IGNORECASE,
)
DURATION = re.compile(
    r"\d+\s*(?:ngày|tháng|năm|giờ|tuổi|tuần)(?!\w)|kể từ|chậm nhất|trong thời hạn|(?<!đúng )thời hạn|thời điểm|"
    r"(?<!\w)từ (?:năm|tháng|quý|ngày|học kỳ)(?!\w)|trước ngày|không (?:có|quá) thời hạn|"
    r"khi (?:có|đủ|thuộc)|vô thời hạn|\d{1,2}/\d{1,2}/\d{4}",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"(?<!\w)(?:tại|trên|đến|về|ở|cho|là|do|tới|ra)\s+(?:[^,.;]{0,40}?\s)?(?:ubnd|ủy ban|uỷ ban|công an|phòng|sở|"
    r"tòa|toà|cơ quan|trung tâm|cổng|bộ phận|chi cục|bảo hiểm xã hội|bhxh|văn phòng|kho bạc|tổ chức)(?!\w)|"
    r"cơ quan (?:giải quyết|có thẩm quyền)|nơi (?:cư trú|thường trú|tạm trú)|"
    r"(?<!\w)(?:đề nghị|yêu cầu|(?:trình )?báo|khiếu nại|gửi)\s+(?:với |lên )?(?:ubnd|ủy ban|uỷ ban|công an|tòa án|sở|phòng|"
    r"chi cục|thanh tra)(?!\w)",
    re.IGNORECASE,
)
PAPERS = re.compile(
    r"(?<!\w)(?:hồ sơ|giấy tờ|tờ khai|đơn|bản sao|mẫu(?: số)?|giấy chứng nhận|căn cước|chứng minh|"
    r"văn bản đề nghị|phiếu)(?!\w)",
    re.IGNORECASE,
)
STEPS = re.compile(
    r"(?<!\w)(?:nộp|liên hệ|đăng ký|làm thủ tục|chuẩn bị|gửi|khởi kiện|yêu cầu|đề nghị|lựa chọn|thực hiện|cần|"
    r"tiến hành|lập|bước \d+|trước hết|khiếu nại|tố cáo|bổ sung|xuất trình|theo loại hình|"
    r"báo (?:ngay|cho)|gọi (?:ngay|tổng đài|đường dây|trực ban|số|điện|\d))(?!\w)",
    re.IGNORECASE,
)
DEFINES = re.compile(
    r"(?<!\w)(?:(?<!phải )là|được hiểu là|gồm|bao gồm|được coi là|được xác định là|do (?:một|các))(?!\w)", re.IGNORECASE
)
FORWARDS = re.compile(
    r"(?:\A[\s*–-]*(?:ví dụ|chẳng hạn|cơ sở pháp lý|ghi chú|lưu ý)|để biết|tham khảo|xem thêm|"
    r"như sau\s*[:.]?\s*\Z|có quy định (?:về )?[^,;]{0,80}\Z|chúc (?:bạn|ông|bà|anh)|cảm ơn|xin chào|"
    r"thân chào|về (?:câu hỏi|vấn đề|nội dung|thắc mắc)[^,.]{0,80}(?:xin|như sau)|trước hết,? (?:xin|"
    r"chúng tôi))",
    re.IGNORECASE,
)
"""What only leads on: to the law, to another page, to the next sentence."""
CITES_ONLY = re.compile(
    r"\A[\s*–-]*(?:căn cứ|theo|tại|dẫn chiếu|khoản|điều|điểm|điểm [a-zđ])(?!\w)[^:]{0,400}(?:quy định|như sau|"
    r"nêu|hướng dẫn)[^:]{0,200}:?\s*\Z",
    re.IGNORECASE,
)
DEFERS = re.compile(
    r"(?<!\w)hoan nghênh(?!\w)|"
    r"(?<!\w)đã (?:được )?(?:chuyển|tiếp nhận|nhận được (?:câu hỏi|thư|đơn))(?!\w)|(?:đề nghị|mời|mong) (?:ông|bà|anh|chị|"
    r"bạn(?: đọc)?|quý \w+|công dân)(?:/\w+)? (?:xem|theo dõi|tra cứu|tham khảo|vui lòng)(?!\w)|theo dõi kết quả|"
    r"trả lời theo thẩm quyền|vui lòng (?:gọi|liên hệ)|(?:đăng tải|công khai) (?:tại|trên|ở) (?:chuyên )?mục(?!\w)|"
    r"sẽ (?:đăng|trả lời|phản hồi|thông tin)[^.]{0,40}(?<!\w)(?:khi|sau khi)(?!\w)",
    re.IGNORECASE,
)
"""Sends the asker elsewhere."""
GREETS = re.compile(
    r"[\s*–-]*(?:(?:xin |kính )?chào|cảm ơn|cám ơn|kính gửi|kính thưa|dạ|thưa|trân trọng)(?!\w)[^.!]{0,120}[.!,:]?\s*\Z",
    re.IGNORECASE,
)
FREE = re.compile(r":\s*(?:không(?: thu| mất| có| phí)?|miễn(?: phí| thu)?)(?!\w)", re.IGNORECASE)
"""Under a label: it costs nothing."""
FIRST_STEP = re.compile(r"[\s*–-]*(?:trước (?:hết|tiên)|(?:việc )?đầu tiên|ngay lập tức|bước 1)(?!\w)", re.IGNORECASE)
NEXT_STEP = re.compile(r"[\s*–-]*(?:sau đó|tiếp (?:theo|đó|đến)|kế tiếp|rồi)(?:,| (?!đây))", re.IGNORECASE)
"""The step after the one of the sentence before."""
PENALISES = re.compile(
    r"(?<!\w)(?:phạt|truy cứu|buộc|tước|cảnh cáo|tịch thu|xử phạt|kỷ luật|bồi thường|phạt tù|cải tạo)(?!\w)",
    re.IGNORECASE,
)
THREATENS = re.compile(
    r"(?<!\w)(?:không|chưa|vi phạm|trái|cố tình)(?!\w)[^.;]{0,120}?(?<!\w)(?:thì|sẽ|có thể)[^.;,]{0,20}?(?<!\w)bị(?!\w)",
    re.IGNORECASE,
)
"""What follows for those who do not do it."""
POINTS_BACK = re.compile(
    r"(?<!\w)(?:(?:những|các|mọi|đủ|hai|ba|quy định|điều kiện|trường hợp|hành vi|mức|giấy tờ|thủ tục)\s(?:[^\s,.;]+\s){0,3}?"
    r"(?:trên|này|đó|nêu(?! tại (?:điều|khoản|điểm|luật|nghị))|"
    r"kể trên|nói trên|sau đây)|(?:nói|nêu|kể|dẫn|ở) trên|như trên|như vậy|trên đây)(?!\w)",
    re.IGNORECASE,
)
"""Needs what stands before it."""
SOME_CASES = re.compile(
    r"(?<!\w)(?:(?:có )?(?:một số|các|những) trường hợp (?:không|được miễn|ngoại lệ)|trừ (?:trường hợp|khi|các|người|đối tượng)|"
    r"ngoại trừ|không áp dụng (?:đối với|với|cho|trong))(?!\w)",
    re.IGNORECASE,
)
"""Says in which cases a rule does not hold."""
SAME_OFFENCE = re.compile(
    r"[\s*–-]*(?:tổ chức|cá nhân|doanh nghiệp|hộ kinh doanh|chủ (?:xe|phương tiện|hộ|cơ sở|nhà)|mức phạt)"
    r"(?: (?:là|đối với|vi phạm|cá nhân|tổ chức|này|thì|còn|sẽ|có thể))* (?:bị|gấp|bằng)(?!\w)",
    re.IGNORECASE,
)
"""Names only who else is fined for the offence of the sentence before."""
COSTS = re.compile(
    r"(?<!\w)(?:miễn|không (?:thu|mất|phải nộp|tốn)|thu|nộp|mất) (?:\S+ )?(?:phí|tiền)(?!\w)", re.IGNORECASE
)
"""Says whether something costs: "được miễn lệ phí", "không mất tiền"."""
EXCEPTS_FROM = re.compile(r"(?<!\w)(?:trừ|ngoại trừ|không áp dụng)(?!\w)", re.IGNORECASE)
"""Excepts from what the same sentence grants; nothing is taken from who is denied it anyway."""
DENIES = re.compile(r"(?<!\w)(?:không|chưa) (?:được|phải|có|bị|cần|thuộc|đủ|thể)(?!\w)", re.IGNORECASE)
_ASKER = (
    r"(?:ông(?! bà)|bà(?! con)|anh|chị|em|cháu|gia đình (?:ông|bà|anh|chị))"
    r"(?! (?:nội|ngoại|ruột|em|con|hàng|trai|gái|dâu|rể))"
)
OF_THE_ASKER = re.compile(
    rf"(?<!\w)(?:(?:con|cháu|mẹ|cha|bố|vợ|chồng|nhà|đất|xe|cửa hàng|công ty|máy|hợp đồng)(?: \S+){{0,4}}? của {_ASKER}|"
    rf"(?:con|mẹ|cha|bố|vợ|chồng|nhà|công ty) {_ASKER}|"
    rf"(?:anh|em) trai (?:{_ASKER}|bạn)(?=[^.]*\d)|(?:con|mẹ|cha|bố|vợ|chồng|chị gái|em gái) bạn(?=[^.]*\d)|"
    rf"trường hợp của (?:{_ASKER}|bạn)|"
    rf"(?:việc|do|vì|như vậy,?) (?:{_ASKER}|bạn)(?!\w)(?! (?:có thể|cần|nên))|dù (?:\S+ ){{0,4}}(?:{_ASKER}|bạn))(?!\w)",
    re.IGNORECASE,
)
"""Tells what the asker alone has or did."""
RULES_ON_ASKER = re.compile(
    r"(?<!\w)(?:nên|thì|vì vậy|do đó) (?:bạn|ông|bà|anh|chị|em)(?!\w)|"
    r"(?<!\w)(?:bạn|ông|bà|anh|chị)(?: cũng| vẫn)? (?:không (?:được|phải|bị|cần|thuộc)|được|phải|bị|cũng|vẫn)(?!\w)",
    re.IGNORECASE,
)
ADDS_A_DUTY = re.compile(
    r"[\s*–-]*(?:đồng thời|bên cạnh đó|ngoài ra|thêm vào đó|dù (?:vậy|thế)|tuy (?:vậy|thế|nhiên))(?!\w)"
    r"[^.]{0,200}?(?<!\w)(?:phải|không được|chỉ)(?!\w)",
    re.IGNORECASE,
)
FORMERLY = re.compile(
    r"[\s*–-]*(?:trước (?:đây|kia|năm \d{4}|ngày \d{1,2}/\d{1,2}/\d{4}|khi luật)|theo quy định cũ|luật cũ)(?!\w)",
    re.IGNORECASE,
)
"""Tells what once was the rule."""
RELIEVES = re.compile(
    r"(?<!\w)thì (?:\S+ ){0,2}?không (?:phải|cần) (?:nộp|xuất trình|mang|có|kèm|làm)(?!\w)", re.IGNORECASE
)
"""Says what somebody need not bring; who does not know it brings too much."""
FALLS_BACK = re.compile(
    r"[\s*–-]*(?:nếu|trường hợp|khi|còn nếu)\s[^,;.]{0,60}?(?<!\w)(?:không|chưa)(?!\w)[^;.]{0,80}?(?<!\w)(?:thì|,)(?=\s)",
    re.IGNORECASE,
)
"""What to do if the steps before did not help: "Nếu vẫn không thống nhất thì …"."""
CONDITION = re.compile(r"(?<!\w)(?:nếu|trừ|khi|với điều kiện)(?!\w)", re.IGNORECASE)
LEANS = re.compile(
    r"[\s*–-]*(?:(?:nếu|khi|trong|với|đối với|còn|làm) [^.,]{0,40}?(?<!\w)(?:này|đó|vậy)(?!\w)|sau đó|"
    r"tuy (?:vậy|thế|nhiên)|nhưng|do (?:đó|vậy)|vì (?:vậy|thế)|như vậy|cũng|ngược lại|trong khi đó|"
    r"(?:\S+ ){1,3}?vi phạm (?:thì |sẽ |có thể )?bị)(?!\w)",
    re.IGNORECASE,
)
"""Begins by leaning on the sentence before it."""
EXCEPTS = re.compile(
    r"\A[\s*–-]*(?:tuy nhiên|nhưng|trừ|ngoại trừ|riêng|trường hợp|nếu|đối với|lưu ý)(?!\w)|"
    r"(?<!\w)(?:trừ (?:trường hợp|khi)|ngoại trừ)(?!\w)",
    re.IGNORECASE,
)
"""Limits what was said: an answer without it would say too much."""
ANNOUNCES = re.compile(
    r"(?<!\w)(?P<many>hai|ba|bốn|năm|sáu|bảy|\d{1,2}) (?:điều kiện|trường hợp|yêu cầu|bước|cách|điểm|loại|việc|nhóm|mức|khoản|"
    r"lý do|diện|đối tượng|giấy tờ|thứ|căn cứ|nguyên tắc|dấu hiệu)(?:\s[^\s.:;,?!]+){0,4}\s*[.:](?=\s|\Z)",
    re.IGNORECASE,
)
"""Announces so many things that follow one by one: "Được, với ba điều kiện."."""
CONTRASTS = re.compile(r"[\s*–-]*(?:khác với|không như|trái với)(?!\w)", re.IGNORECASE)
"""Tells what something else is."""
TITLE_ASKS = re.compile(
    r"(?:hỏi|giải đáp|trả lời (?:câu hỏi|bạn đọc|công dân|thắc mắc|doanh nghiệp)|tư vấn (?:pháp luật|về)|gỡ vướng)(?!\w)",
    re.IGNORECASE,
)
IN_DETAIL = re.compile(r",\s*cụ thể(?: là)?\s*,?\s+(?=(?:\S+\s+){5})", re.IGNORECASE)
WHO = re.compile(
    r"(?<!\w)(?:do|là|thuộc(?: trách nhiệm| thẩm quyền| về)?(?: của)?|của)\s+(?:[A-ZĐ]|người|chủ|bên|cơ quan|"
    r"ban|cha|mẹ|hội đồng|ủy ban|ubnd|công an|sở|phòng)|(?:cơ quan|ủy ban|ubnd|công an|sở|phòng|tòa án|"
    r"ban quản)",
    re.IGNORECASE,
)
RECITES = re.compile(
    r"\A[\s*–-]*(?:(?:theo|căn cứ(?: vào| theo)?|tại|dẫn chiếu(?: đến)?|"
    r"điểm [a-zđ]+,?)\s+)?(?:quy định (?:tại|của)\s+)?(?:điểm|khoản|điều|luật|bộ luật|nghị định|thông tư|"
    r"hiến pháp|nghị quyết|pháp luật)(?!\w)[^:]{0,240}?(?<!\w)(?:quy định|nêu rõ|có nêu|hướng dẫn|định nghĩa|"
    r"giải thích)(?!\w)",
    re.IGNORECASE,
)
"""Begins by saying what a provision says."""
SHORT_VERDICT = re.compile(
    r"\A[\s*–-]*(?:dạ,? )?(?:có|không|được|chưa|đúng|sai|phải|bắt buộc|tùy|tuỳ|còn tùy|hoàn toàn|vẫn|"
    r"rất tiếc)(?!\w)[^.]{0,40}[.!]\s*\Z",
    re.IGNORECASE,
)
"""A whole sentence that is only the verdict: "Không.", "Tùy từng trường hợp."."""
NO_RULE = re.compile(
    r"(?<!\w)(?:chưa có (?:văn bản|quy định|hướng dẫn)|pháp luật (?:hiện hành |hiện )?(?:chưa|"
    r"không) (?:có )?quy định|đã (?:được )?chuyển (?:đến|cho|sang)|"
    r"sẽ (?:được )?trả lời|đang (?:xem xét|xác minh)|theo dõi kết quả|không đủ (?:thông tin|cơ sở|dữ liệu)|"
    r"chưa (?:nêu|cung cấp) rõ)(?!\w)",
    re.IGNORECASE,
)
"""Says that there is no answer yet, or that another gives it."""
NAMED_ASKER = re.compile(
    r"(?<!\w)(?i:ông|bà|anh|chị|bạn|em|cô|bác|độc giả|bạn đọc|chú|người hỏi|người gửi)\s*:?\s+((?:[A-ZĐÀ-Ỹ][\wà-ỹ]*\.?\s?){1,5})"
    r"|(?<!\w)((?:[A-ZĐÀ-Ỹ][\wà-ỹ]*\s){2,5})(?:\([^)]{0,60}\)\s*)?(?:hỏi|gửi câu hỏi|thắc mắc)(?!\w)"
)
