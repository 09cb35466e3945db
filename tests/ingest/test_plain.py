"""The title of a plain document."""

from distributor.ingest.plain import title_of_document


def test_the_subject_ends_where_recitals_or_articles_begin_without_a_blank_line() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nTỈNH HƯƠNG GIANG\nSố: 88/2026/QĐ-UBND\nQUYẾT ĐỊNH\n"
        "Quy định mức hỗ trợ học phí cho học sinh thuộc hộ nghèo,\nhộ cận nghèo trên địa bàn tỉnh Hương Giang\n"
        "ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG\nCăn cứ Luật Giáo dục;\nĐiều 1. Đối tượng\nHọc sinh thuộc hộ nghèo."
    )
    title = (
        "Quyết định quy định mức hỗ trợ học phí cho học sinh thuộc hộ nghèo, hộ cận nghèo trên địa bàn tỉnh Hương Giang"
    )
    assert title_of_document(text) == (title, "QUYẾT ĐỊNH")
    assert title_of_document(text.replace("ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG\nCăn cứ", "Căn cứ")) == (
        title,
        "QUYẾT ĐỊNH",
    )
