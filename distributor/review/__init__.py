"""Whether a post may go out: the manifest that an approval binds to, policies, and standing approvals."""
