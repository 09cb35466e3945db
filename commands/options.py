"""Arguments and options that several commands take."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
By = Annotated[str, typer.Option("--by", help="Tên đăng nhập của cán bộ quyết định.")]
DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
PostNumber = Annotated[int, typer.Argument(help="Số của bài đăng (xem «loa status» hoặc trang Tổng quan).")]
