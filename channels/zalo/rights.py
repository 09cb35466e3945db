"""What an application may do on an Official Account."""

from channels.connect import Ability, Permission
from phrases import phrase

# What an application may do is set at developers.zalo.me and shown on the screen; it is not asked for by name.
PERMISSIONS = (
    Permission("Quản lý bài viết", phrase("zalo.right.articles"), serves=(Ability.PUBLISH,)),
    Permission(
        "Gửi tin và thông báo qua OA",
        phrase("zalo.right.messages"),
        is_needed=False,
        serves=(Ability.FOLLOWERS, Ability.ANSWERS),
    ),
    Permission("Quản lý thông tin OA", phrase("zalo.right.name")),
)
