"""What an application may do on an Official Account."""

from channels.connect import Ability, Permission

# What an application may do is set at developers.zalo.me and shown on the screen; it is not asked for by name.
PERMISSIONS = (
    Permission("Quản lý bài viết", "đăng, sửa, gỡ bài viết", serves=(Ability.PUBLISH,)),
    Permission(
        "Gửi tin và thông báo qua OA",
        "gửi bài viết tới người quan tâm, trả lời người dân",
        is_needed=False,
        serves=(Ability.FOLLOWERS, Ability.ANSWERS),
    ),
    Permission("Quản lý thông tin OA", "xem tên và mã Official Account"),
)
