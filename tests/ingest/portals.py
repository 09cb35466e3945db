"""Pages in the manner of the systems that offices and newspapers use, each with its furniture; what a reader would take of them.

All words are of our own making; tỉnh Hương Giang does not exist.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

SITE = "https://stp.huonggiang.example"
LEAD = "Từ ngày 01/01/2027, học sinh trường công lập trên địa bàn tỉnh Hương Giang được miễn toàn bộ học phí."
AMOUNT = (
    "Học sinh trường ngoài công lập được hỗ trợ 240.000 đồng mỗi tháng, tối đa 9 tháng trong một năm học, "
    "do nhà trường chi trả hai lần."
)
PLACE = "Phụ huynh nộp đơn tại Trung tâm Phục vụ hành chính công xã, phường; địa chỉ từng nơi được niêm yết tại trụ sở."
END = "Hồ sơ gồm đơn đề nghị và bản sao giấy khai sinh, nộp trước ngày 30/9/2027."
TITLE = "Hương Giang miễn học phí cho học sinh trường công lập"
PARAGRAPHS = (LEAD, AMOUNT, PLACE, END)
WHEN = datetime(2026, 11, 24, 1, 15, tzinfo=UTC)
PHOTO = f"{SITE}/upload/2026/11/phu-huynh-nop-don.jpg"
BODY = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
IMAGE = f'<img src="{PHOTO}" width="640" height="420" alt="Phụ huynh nộp đơn">'
CAPTION = "Phụ huynh nộp đơn tại trung tâm (Ảnh: Thu Hà)"
NEW_YEAR = '<img src="/banner/chuc-mung-nam-moi-2027.gif" width="980" height="120" alt="Chúc mừng năm mới">'


@dataclass(frozen=True)
class Portal:
    """`words`: the paragraphs that must be left, in order, and no others. `picture`: '' if the page has none of its own."""

    name: str
    markup: str
    title: str = TITLE
    words: tuple[str, ...] = PARAGRAPHS
    published: datetime | None = WHEN
    picture: str = PHOTO


def _page(head: str, body: str) -> str:
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


VNPT = Portal(
    "VNPT portal",
    _page(
        "<title>Chi tiết tin - Cổng thông tin điện tử tỉnh Hương Giang</title>"
        '<meta property="og:image" content="/portal/images/share.png">',
        f"""<div id="wrapper"><div class="banner">{NEW_YEAR}<embed src="/flash/banner.swf"></div>
        <div class="topbar"><span>Thứ Sáu, 27/11/2026</span> <a href="/">Trang chủ</a> <a href="/sitemap">Sơ đồ cổng</a></div>
        <ul class="main-menu"><li><a href="/gioi-thieu">Giới thiệu</a></li><li><a href="/tin">Tin tức - Sự kiện</a></li></ul>
        <div class="portlet login"><h3>Đăng nhập</h3><label>Tên đăng nhập</label><input name="u"><label>Mật khẩu</label></div>
        <div class="content"><div class="breadcrumb"><a href="/">Trang chủ</a> &gt; <a href="/tin">Tin tức</a></div>
        <div class="news-title">{TITLE}</div><div class="news-date">Ngày đăng: 24/11/2026 08:15</div>
        <div class="tools">Xem cỡ chữ: A- A A+ | Đọc bài viết | In | Gửi email</div>
        <div class="news-content"><p style="text-align:center">{IMAGE}</p><p><em>{CAPTION}</em></p>{BODY}
        <p style="text-align:right"><strong>Thu Hà</strong></p></div>
        <div>Lượt xem: 1.245</div><div><strong>Tin liên quan</strong></div>
        <ul><li><a href="/t/1">Xã An Bình đối thoại với thanh niên (20/11/2026)</a></li>
        <li><a href="/t/2">Hội nghị sơ kết quý III của ngành (18/11/2026)</a></li></ul></div>
        <div class="portlet"><h3>Thống kê truy cập</h3><p>Đang truy cập: 12</p><p>Hôm nay: 1.024</p>
        <p>Tổng lượt truy cập: 4.118.902</p></div>
        <div class="chan-trang"><p>Cơ quan chủ quản: Ủy ban nhân dân tỉnh Hương Giang</p>
        <p>Địa chỉ: 16 Lê Lợi, phường Trung Tâm</p><p>Điện thoại: 0234.3822.000 - Fax: 0234.3822.001</p>
        <p>Ghi rõ nguồn khi phát hành lại thông tin từ trang này.</p></div></div>""",
    ),
)

LIFERAY = Portal(
    "Liferay",
    _page(
        f'<title>{TITLE} - Sở Tư pháp tỉnh Hương Giang</title><meta property="og:title" content="{TITLE}">'
        '<meta property="og:image" content="/o/huonggiang-theme/images/logo.png">',
        f"""<a class="quick-access-nav" href="#main">Chuyển đến nội dung chính</a><header id="banner"><h1 class="site-title">
        <a href="/"><img src="/logo.png" alt="Sở Tư pháp">Sở Tư pháp tỉnh Hương Giang</a></h1></header>
        <nav id="navigation"><ul><li><a href="/van-ban">Văn bản</a></li></ul></nav>
        <section id="content"><div class="portlet-body"><div class="asset-full-content"><h2 class="header-title">{TITLE}</h2>
        <div class="metadata-publish-date">24/11/2026 08:15</div><div class="journal-content-article">
        <div class="portlet-msg-info">Trang này sử dụng cookie để ghi nhớ lựa chọn của quý vị.</div>
        {IMAGE}<p>{CAPTION}</p>{BODY}</div>
        <div class="taglib-social-bookmarks"><ul><li><a href="#">Chia sẻ Facebook</a></li><li><a href="#">Zalo</a></li></ul>
        </div>
        <div class="taglib-ratings score">Trung bình (0 Bình chọn)</div></div></div>
        <div class="portlet related-assets"><h4>Các bài viết khác</h4><ul><li>
        <a href="/a">Hội thi hòa giải viên giỏi năm nay</a></li>
        <li><a href="/b">Bồi dưỡng công chức tư pháp xã</a></li></ul></div></section>
        <footer><p>Bản quyền © 2026 Sở Tư pháp. Mã số thuế: 0400123456</p></footer>""",
    ),
)

SHAREPOINT = Portal(
    "SharePoint in one form, no heading",
    _page(
        f"<title>\n\t{TITLE}\n</title>",
        f"""<form method="post" action="./Bai.aspx" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="dDwtMTI=">
        <div id="s4-workspace"><div id="s4-ribbonrow">Hành động Trang Duyệt</div><div class="ms-siteicon">
        <img src="/_layouts/images/titlegraphic.gif"></div>
        <div class="menu-top"><a href="/">Trang chủ</a><a href="/gt">Giới thiệu</a><a href="/vb">Văn bản chỉ đạo</a></div>
        <table id="MSO_ContentTable"><tr><td><div class="ArticleTitle">{TITLE}</div>
        <div class="ArticleDate">24/11/2026 8:15 SA</div>
        <div class="ms-rtestate-field">
        <div style="display:none">Nội dung trang</div>{IMAGE}<div class="ms-rteCustom-Caption">{CAPTION}</div>
        {"".join(f"<div>{each}</div>" for each in PARAGRAPHS)}</div>
        <div class="lblViews">Số lượt xem: 88</div><div class="khac">Các tin khác</div>
        <div><a href="/1">Sở tổ chức ngày hội tư vấn pháp luật miễn phí</a></div><div>
        <a href="/2">Kết quả rà soát văn bản quý III</a></div>
        </td></tr></table>
        <div id="foot">© Bản quyền thuộc Sở Tư pháp. Điện thoại: 0234.3822.000. Email: stp@huonggiang.example</div></div>
        </form>""",
    ),
)

JOOMLA = Portal(
    "Joomla",
    _page(
        f'<title>{TITLE}</title><meta name="generator" content="Joomla! - Open Source Content Management">',
        f"""<div class="moduletable"><p>Hotline: 1900 0000</p>
        <img src="/images/banners/mung-dang-mung-xuan.jpg" width="900" height="150"></div>
        <div class="moduletable_menu"><ul class="nav menu"><li><a href="/">Trang nhất</a></li></ul></div>
        <div class="item-page"><div class="page-header"><h2 itemprop="headline">{TITLE}</h2></div>
        <div class="icons"><ul><li class="print-icon"><a href="#">In</a></li><li class="email-icon"><a href="#">Email</a>
        </li></ul></div>
        <dl class="article-info muted"><dt>Chi tiết</dt><dd class="createdby">Viết bởi: Thu Hà</dd>
        <dd class="category-name">Chuyên mục: Tin tức</dd>
        <dd class="published"><time datetime="2026-11-24T08:15:00+07:00">Được đăng: 24 Tháng 11 2026</time></dd>
        <dd class="hits">Lượt xem: 345</dd></dl>
        <div itemprop="articleBody"><p>{IMAGE}</p>{BODY}</div>
        <ul class="pager pagenav"><li><a href="/p">&lt; Trước</a></li><li><a href="/n">Kế tiếp &gt;</a></li></ul></div>
        <div class="moduletable"><h3>Liên kết website</h3><select><option>Chính phủ</option></select></div>""",
    ),
)

WORDPRESS = Portal(
    "WordPress, a newspaper's theme",
    _page(
        f"""<title>{TITLE} | Báo Hương Giang điện tử</title><meta property="og:site_name" content="Báo Hương Giang điện tử">
        <meta property="og:type" content="article"><meta property="og:title" content="{TITLE}">
        <meta property="og:image" content="{PHOTO}">
        <meta property="article:published_time" content="2026-11-24T01:15:00+00:00">""",
        f"""<div class="td-header-menu-wrap"><div class="weather">
        <img src="/wp-content/weather/nang.png" alt="Nắng">28°C Hương Giang</div></div>
        <article class="post"><div class="entry-crumbs"><a href="/">Trang chủ</a> » <a href="/pl">Pháp luật</a></div>
        <h1 class="entry-title">{TITLE}</h1>
        <div class="td-post-sharing"><a href="#">Facebook</a><a href="#">Twitter</a></div>
        <div class="td-post-content"><figure><img src="{PHOTO}?w=640"><figcaption>{CAPTION}</figcaption></figure>
        <p>(HGO) – {LEAD}</p>
        <div class="td-a-rec">Quảng cáo</div><p>{AMOUNT}</p><p>
        <strong>&gt;&gt; Xem thêm: <a href="/x">Lịch nghỉ Tết của học sinh</a></strong></p>
        <p>{PLACE}</p><p>{END}</p><p style="text-align:right"><strong>Thu Hà</strong></p><p>
        <em>Nguồn: Sở Giáo dục và Đào tạo</em></p></div>
        <div class="td-post-source-tags"><span>TAGS</span><a href="/tag/a">học phí</a><a href="/tag/b">miễn học phí</a></div>
        <div class="jp-relatedposts"><h3>Bài viết liên quan</h3><p><a href="/r">Tuyển sinh lớp 10 có gì mới</a></p></div>
        </article>
        <div id="comments"><h3>BÌNH LUẬN</h3><p>Bạn cần đăng nhập để gửi bình luận</p></div>
        <div id="cookie-notice">Chúng tôi sử dụng cookie để cải thiện trải nghiệm của bạn. <button>Đồng ý</button></div>""",
    ),
)

THU_VIEN = Portal(
    "a library of law: question and answer",
    _page(
        """<title>Học sinh trường công lập có phải đóng học phí không?</title>
        <meta property="og:image" content="https://cdn.thuvien.example/logo-share.jpg">
        <script type="application/ld+json">{"@type": "NewsArticle",
        "headline": "Học sinh trường công lập có phải đóng học phí không?",
        "datePublished": "2026-11-24T08:15:00+07:00", "image": ["https://cdn.thuvien.example/2026/hoc-phi.jpg"]}</script>""",
        f"""<div id="top"><div class="hotline">Hotline: (028) 0000 1234 - 0900 000 000</div>
        <div class="login-box">Đăng nhập | Đăng ký</div></div>
        <div class="logo"><a href="/">Thư viện pháp luật mẫu</a></div>
        <h1 class="title">Học sinh trường công lập có phải đóng học phí không?</h1>
        <div class="sapo">Cho tôi hỏi học sinh trường công lập có phải đóng học phí không? Câu hỏi của chị H (Hương Giang).</div>
        <section class="news-content"><div id="toc"><p>Mục lục bài viết [Ẩn]</p></div>
        <h2>Học sinh trường công lập có phải đóng học phí không?</h2>{BODY}
        <p><img src="https://cdn.thuvien.example/2026/hoc-phi.jpg" alt="Học phí"></p>
        <p>Học sinh trường công lập (Hình từ Internet)</p></section>
        <div class="box-share">Chia sẻ bài viết lên facebook</div><div>Bài viết này có hữu ích với bạn không?</div>
        <div class="related"><h3>Các bài viết liên quan</h3><a href="/1">Mẫu đơn xin miễn học phí mới nhất?</a></div>
        <div class="footer">Đơn vị chủ quản: Mã số thuế: 0300000000. Giấy phép số 27/GP. Địa chỉ: 17 Nguyễn Gia</div>""",
    ),
    title="Học sinh trường công lập có phải đóng học phí không?",
    words=(
        "Cho tôi hỏi học sinh trường công lập có phải đóng học phí không? Câu hỏi của chị H (Hương Giang).",
        *PARAGRAPHS,
    ),
    picture="https://cdn.thuvien.example/2026/hoc-phi.jpg",
)

LUAT = Portal(
    "a law publisher with tabs and a locked box",
    _page(
        f'<title>{TITLE}</title><meta property="og:image" content="/themes/luat/img/og-default.png">',
        f"""<div class="header-top">Tổng đài: 1900.0000 (07:30 - 22:00)</div><div class="the-breadcrumb">
        <a href="/">Trang chủ</a> / <a href="/v">Văn bản</a> / Giáo dục</div>
        <h1 class="the-article-title">{TITLE}</h1><div class="the-article-meta">Thứ Ba, 24/11/2026, 08:15</div>
        <ul class="tabs"><li>Tóm tắt</li><li>Nội dung</li><li>VB gốc</li><li>Tiếng Anh</li><li>Hiệu lực</li>
        <li>VB liên quan</li><li>Lược đồ</li></ul>
        <div class="the-article-body">{BODY}<p>{IMAGE}</p><p><i>Ảnh minh họa</i></p></div>
        <div class="popup-login"><p>Vui lòng đăng nhập để xem toàn bộ nội dung.</p><p>Chưa có tài khoản? Đăng ký tại đây</p>
        </div>
        <p>Tải về</p><p>Theo dõi hiệu lực văn bản</p><h3>Có thể bạn quan tâm</h3><ul><li>
        <a href="/1">Toàn văn nghị quyết về học phí năm nay</a></li></ul>
        <footer>Tổng biên tập: Ông A. Giấy phép xuất bản số 1/GP</footer>""",
    ),
)

PHAP_LUAT = Portal(
    "a national page of legal education",
    _page(
        f"<title>Trang thông tin điện tử phổ biến pháp luật</title><meta property='og:title' content='{TITLE}'>",
        f"""<div class="header"><a href="/"><img src="/img/quoc-huy.png"></a>
        <p>TRANG THÔNG TIN ĐIỆN TỬ PHỔ BIẾN PHÁP LUẬT</p><p>Đường dây nóng: 1900 0001</p></div>
        <ol class="breadcrumb"><li>Trang chủ</li><li>Tin chỉ đạo</li></ol><div class="row"><div class="col-md-9">
        <h3 class="detail-title">{TITLE}</h3>
        <p class="detail-time">Cập nhật lúc: 08:15 24/11/2026</p><div class="audio">
        <span>Nghe bài viết</span> <span>0:00 / 2:31</span> <span>Giọng nữ</span></div>
        <div class="detail-content"><div>{IMAGE}</div><div><em>{CAPTION}</em></div>{BODY}<p>Tệp đính kèm: NQ-hoc-phi.pdf</p>
        </div>
        <div class="rate">Đánh giá bài viết: ★★★★★</div></div><div class="col-md-3"><h4>Tin đọc nhiều</h4>
        <ul><li><a href="/1">Quy định mới về cư trú có hiệu lực</a></li></ul></div></div>
        <div class="bottom"><p>Chịu trách nhiệm chính: Ông Trần Văn B</p><p>Địa chỉ: 60 Trần Phú</p>
        <p>Email: pbgdpl@huonggiang.example</p></div>""",
    ),
)

GOOGLE_SITES = Portal(
    "a commune's page made with a site builder",
    _page(
        f'<title>Xã An Bình - {TITLE}</title><meta property="og:image" content="https://lh3.example/banner-xa-an-binh">',
        f"""<div class="bar"><a href="/home">Trang chủ</a><a href="/tt">Thủ tục</a>
        <div role="button">Tìm kiếm trên trang web này</div></div>
        <div role="main"><section><div class="tyJCtd"><h1 class="zfr3Q">{TITLE}</h1></div></section>
        <section><div class="tyJCtd"><p class="zfr3Q"><span>24/11/2026</span>
        </p>{"".join(f'<p class="zfr3Q"><span>{each}</span></p>' for each in PARAGRAPHS)}</div></section>
        <section><div class="tyJCtd"><img src="https://lh3.example/qr-zalo-xa.png" width="300" height="300">
        <p class="zfr3Q"><span>Quét mã QR</span></p></div></section></div>
        <div class="foot"><p>Bản quyền thuộc UBND xã An Bình</p><p>Báo cáo hành vi vi phạm</p></div>""",
    ),
    published=datetime(2026, 11, 23, 17, 0, tzinfo=UTC),
    picture="",
)

VBPL = Portal(
    "a database of law with tabs",
    _page(
        "<title>Cơ sở dữ liệu văn bản - Quyết định 88/2026/QĐ-UBND</title>",
        f"""<div class="header"><a href="/">CƠ SỞ DỮ LIỆU VĂN BẢN PHÁP LUẬT</a></div><div class="box-tab-vb"><ul><li>
        <a href="#a">Toàn văn</a></li><li><a href="#b">Thuộc tính</a></li>
        <li><a href="#c">Lịch sử</a></li><li><a href="#d">VB liên quan</a></li><li><a href="#e">Lược đồ</a></li><li>
        <a href="#f">Bản PDF</a></li><li><a href="#g">Tải về</a></li></ul></div>
        <div class="vbHeader"><span>Hiệu lực: Chưa có hiệu lực</span></div><div class="fulltext"><div class="vbInfo"><ul>
        <li>Ngày có hiệu lực: 10/12/2026</li></ul></div>
        <div id="toanvancontent"><table><tr><td>ỦY BAN NHÂN DÂN<br>TỈNH HƯƠNG GIANG</td>
        <td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</td></tr>
        <tr><td>Số: 88/2026/QĐ-UBND</td><td>Hương Giang, ngày 24 tháng 11 năm 2026</td></tr></table><p>QUYẾT ĐỊNH</p>
        <p>Quy định mức hỗ trợ học phí</p>
        <p>Điều 1. Đối tượng</p>{BODY}<p>Nơi nhận: - Như Điều 3; - Lưu: VT.</p></div></div>
        <div class="footer"><p>Trang chủ | Sơ đồ website | Liên hệ</p><p>© Cục quản trị cơ sở dữ liệu</p></div>""",
    ),
    title="Quyết định 88/2026/QĐ-UBND",
    words=(
        "Ngày có hiệu lực: 10/12/2026", "ỦY BAN NHÂN DÂN", "TỈNH HƯƠNG GIANG", "| CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Số: 88/2026/QĐ-UBND | Hương Giang, ngày 24 tháng 11 năm 2026", "QUYẾT ĐỊNH",
        "Quy định mức hỗ trợ học phí", "Điều 1. Đối tượng", *PARAGRAPHS,
        "Nơi nhận: - Như Điều 3; - Lưu: VT.",
    ),
    published=None,
    picture="",
)  # fmt: skip

ZALO = Portal(
    "an article of a messenger's official account",
    _page(
        f'<title>{TITLE}</title><meta property="og:title" content="{TITLE}"><meta property="og:image" content="{PHOTO}">',
        f"""<div class="oa-header"><img src="https://s.zalo.example/avatar.jpg" width="48" height="48">
        <span>UBND xã An Bình</span><button>Quan tâm</button></div>
        <div class="article-wrapper"><div class="article-title">{TITLE}</div><div class="article-time">24/11/2026 08:15</div>
        <div class="article-cover"><img src="{PHOTO}"></div>
        <div class="article-content">{"".join(f"<div>{each}</div><br>" for each in PARAGRAPHS)}
        <div>👉 Xem chi tiết tại đây</div><div>#mienhocphi #huonggiang</div></div></div>
        <div class="oa-follow">Quan tâm OA để nhận tin mới</div>
        <div class="share-bar"><span>Thích</span><span>Bình luận</span><span>Chia sẻ</span></div>""",
    ),
)

DNN = Portal(
    "DotNetNuke of a province",
    _page(
        "<title>Thông tin chi tiết</title>",
        f"""<form id="Form" method="post"><div id="dnn_ControlPanel"></div><div class="langpane">
        <a href="/vi">Tiếng Việt</a> | <a href="/en">English</a></div>
        <div id="dnn_ContentPane"><div class="DnnModule"><span id="dnn_ctr_lblTitle" class="tieude">{TITLE}</span>
        <span class="ngaydang">Ngày cập nhật 24/11/2026 08:15</span>
        <div id="dnn_ctr_lblContent"><p>{IMAGE}</p><p align="center"><i>{CAPTION}</i></p>{BODY}<p align="right">
        <b>Theo Cổng TTĐT tỉnh</b></p></div>
        <a href="javascript:window.print()">Bản in</a> <a href="#">Quay lại</a>
        <div class="tinkhac"><span>Những tin mới hơn</span><ul><li>
        <a href="/1">Sở tiếp nhận hồ sơ quốc tịch tại địa điểm mới</a></li></ul>
        <span>Những tin cũ hơn</span><ul><li><a href="/2">Tập huấn kỹ năng hòa giải cho tổ trưởng</a></li></ul></div></div>
        </div>
        <div id="dnn_FooterPane"><p>Cổng Thông tin điện tử tỉnh Hương Giang</p><p>Giấy phép số 219/GP-TTĐT</p>
        <p>Tín nhiệm mạng</p></div></form>""",
    ),
)

NEWSPAPER = Portal(
    "an online newspaper",
    _page(
        f"""<title>{TITLE}</title><meta property="og:title" content="{TITLE}"><meta property="og:type" content="article">
        <meta property="og:image" content="{PHOTO}"><meta name="pubdate" content="2026-11-24T08:15:00+07:00">""",
        f"""<header><div class="adm"><img src="/ads/mua-sam-tet.jpg" width="970" height="90"></div></header><main>
        <ul class="detail-cate"><li>Thời sự</li><li>Pháp luật</li></ul>
        <h1 class="detail-title">{TITLE}</h1><div class="detail-author">
        <img src="/avatar/thu-ha.jpg" width="200" height="200"><a href="/tg">THU HÀ</a></div>
        <h2 class="detail-sapo">TTO - {LEAD}</h2><div class="detail-content"><div class="VCSortableInPreviewMode"><div>
        <img src="{PHOTO}" w="700" h="460"></div>
        <div class="PhotoCMS_Caption"><p>{CAPTION}</p></div></div><p>{AMOUNT}</p>
        <div class="VCSortableInPreviewMode" type="RelatedOneNews">
        <a href="/r" title="Nghỉ Tết">Nghỉ Tết Nguyên đán chín ngày</a></div>
        <p>{PLACE}</p><p>{END}</p></div><div class="detail-tab">Trở thành người đầu tiên tặng sao cho bài viết</div>
        <div class="detail-tags"><a href="/t">Miễn học phí</a></div>
        <div class="detail-cmt">Bình luận (12)<p>Ý kiến của bạn sẽ được xét duyệt trước khi đăng</p></div></main>
        <footer>Tổng biên tập: Ông C. Giấy phép hoạt động số 561</footer>""",
    ),
)

OLD_TABLES = Portal(
    "old tables and fonts",
    _page(
        "<title>UBND huyện - Cổng thông tin</title>",
        f"""<table width="1000"><tr>
        <td colspan="3">{NEW_YEAR}<marquee>Chào mừng bạn đến với cổng thông tin điện tử!</marquee></td></tr><tr>
        <td width="180"><font>TIN TỨC</font><br>
        <a href="/a">Tin trong tỉnh</a><br><a href="/b">Tin hoạt động</a><br><img src="/images/co-to-quoc.gif">
        <br>Số người online: 5</td><td width="640">
        <font size="4" color="blue"><b class="TieuDe">{TITLE}</b></font><br><font size="1">(24/11/2026 08:15)</font><br>
        <img src="{PHOTO}" width="300" align="left">
        <p align="justify"><font face="Arial">{LEAD}</font></p><p align="justify"><font face="Arial">{AMOUNT}</font></p><p>
        <font>{PLACE}</font></p><p><font>{END}</font></p>
        <p align="right"><b><i>Tin, ảnh: Thu Hà</i></b></p><a href="#">[Trở về]</a> <a href="#">[In trang]</a></td>
        <td width="180"><b>Thời tiết</b><br>
        <img src="/images/thoitiet/mua.gif" width="130" height="130"><br>Liên kết website<br>
        <img src="/images/lienket/chinhphu.gif" width="170" height="60"></td></tr>
        <tr><td colspan="3" align="center">Bản quyền thuộc UBND huyện. Địa chỉ: Khu 1, thị trấn. ĐT: 0234.3800.111</td></tr>
        </table>""",
    ),
)

DRUPAL = Portal(
    "Drupal with a site-wide front picture",
    _page(
        f'<title>{TITLE} | Sở Giáo dục</title><meta property="og:image" content="{SITE}/sites/default/files/share-so.jpg">'
        '<meta property="article:published_time" content="2026-11-24T08:15:00+07:00">',
        f"""<div class="region-header"><img src="/sites/default/files/share-so.jpg" width="1200" height="300"></div>
        <div id="block-breadcrumbs">Trang chủ › Tin tức</div>
        <h1 class="page-title"><span>{TITLE}</span></h1><article class="node">
        <div class="node__submitted">Submitted by admin on T3, 24/11/2026 - 08:15</div>
        <div class="field--name-body">{BODY}</div><div class="field--name-field-tags"><div>Từ khóa</div>
        <a href="/t">học phí</a></div>
        <ul class="links"><li><a href="/login">Đăng nhập để gửi bình luận</a></li></ul></article>
        <div class="region-footer">Powered by Drupal. © 2026</div>""",
    ),
    picture="",
)

PROCEDURE = Portal(
    "a portal of public services: a table of steps",
    _page(
        "<title>Chi tiết thủ tục - Cổng Dịch vụ công</title>",
        """<header><a href="/">Cổng Dịch vụ công tỉnh Hương Giang</a></header><div class="container">
        <h1>Thủ tục đăng ký khai sinh</h1><div class="actions"><button>Nộp hồ sơ</button><a href="#">Tải về</a></div>
        <table class="table"><tr><td>Cơ quan thực hiện</td><td>Ủy ban nhân dân cấp xã nơi cư trú của cha hoặc mẹ</td></tr>
        <tr><td>Thời hạn giải quyết</td>
        <td>Ngay trong ngày tiếp nhận hồ sơ; sau 15 giờ thì trả kết quả ngày làm việc tiếp theo</td></tr>
        <tr><td>Lệ phí</td><td>Miễn lệ phí đăng ký đúng hạn</td></tr><tr><td>Địa chỉ nộp</td>
        <td>Trung tâm Phục vụ hành chính công xã, phường</td></tr></table></div>
        <div class="support">Tổng đài hỗ trợ: 1022</div><footer>Cơ quan chủ quản: UBND tỉnh</footer>""",
    ),
    title="Thủ tục đăng ký khai sinh",
    words=(
        "Cơ quan thực hiện | Ủy ban nhân dân cấp xã nơi cư trú của cha hoặc mẹ",
        "Thời hạn giải quyết | Ngay trong ngày tiếp nhận hồ sơ; sau 15 giờ thì trả kết quả ngày làm việc tiếp theo",
        "Lệ phí | Miễn lệ phí đăng ký đúng hạn",
        "Địa chỉ nộp | Trung tâm Phục vụ hành chính công xã, phường",
    ),
    published=None,
    picture="",
)

PORTALS = (
    VNPT, LIFERAY, SHAREPOINT, JOOMLA, WORDPRESS, THU_VIEN, LUAT, PHAP_LUAT, GOOGLE_SITES, VBPL, ZALO, DNN, NEWSPAPER, OLD_TABLES,
    DRUPAL, PROCEDURE,
)  # fmt: skip
