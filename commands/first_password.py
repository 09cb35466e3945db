"""A first password, told once at a terminal."""

from distributor.models import Staff


def tell_first_password(person: Staff, password: str) -> None:
    print(f"  Họ và tên        {person.full_name}")
    print(f"  Tên đăng nhập    {person.login}")
    print(f"  Mật khẩu đầu     {password}")
    print()
    print("Mật khẩu này chỉ hiện một lần, hãy ghi lại ngay. Khi đăng nhập, người này phải đặt mật khẩu của riêng mình.")
