"""The tasks: one line each, ids only. What they do stands in the engine."""

from celery import shared_task

from dispatch import steps
from dispatch.runtime import runtime


@shared_task(name="loa.sweep")
def sweep() -> None:
    steps.sweep(runtime())


@shared_task(name="loa.keep_house")
def keep_house() -> None:
    steps.keep_house(runtime())


@shared_task(name="loa.ingest")
def ingest(source_id: int) -> None:
    steps.ingest(runtime(), source_id)


@shared_task(name="loa.understand")
def understand(item_id: int) -> None:
    steps.understand(runtime(), item_id)


@shared_task(name="loa.compose")
def compose(item_id: int) -> None:
    steps.compose(runtime(), item_id)


@shared_task(name="loa.render")
def render(post_id: int) -> None:
    steps.render(runtime(), post_id)


@shared_task(name="loa.make_video")
def make_video(job_id: int) -> None:
    steps.make_video(runtime(), job_id)


@shared_task(name="loa.occasions")
def occasions() -> None:
    steps.occasions(runtime())


@shared_task(name="loa.campaigns")
def campaigns() -> None:
    steps.campaigns(runtime())


@shared_task(name="loa.review")
def review(post_id: int) -> None:
    steps.review(runtime(), post_id)


@shared_task(name="loa.deliver")
def deliver(account_id: int) -> None:
    steps.deliver(runtime(), account_id)


@shared_task(name="loa.correct")
def correct(step_id: int) -> None:
    steps.correct(runtime(), step_id)


@shared_task(name="loa.ping")
def ping(account_id: int) -> None:
    steps.ping(runtime(), account_id)


@shared_task(name="loa.reconcile")
def reconcile(account_id: int) -> None:
    steps.reconcile(runtime(), account_id)


@shared_task(name="loa.send_sms")
def send_sms(account_id: int) -> None:
    steps.send_sms(runtime(), account_id)


@shared_task(name="loa.send_webhooks")
def send_webhooks(endpoint_id: int) -> None:
    steps.send_webhooks(runtime(), endpoint_id)


@shared_task(name="loa.send_mail")
def send_mail(mail_id: int) -> None:
    steps.send_mail(runtime(), mail_id)


@shared_task(name="loa.measure")
def measure(account_id: int) -> None:
    steps.measure(runtime(), account_id)


@shared_task(name="loa.watch_numbers")
def watch_numbers() -> None:
    steps.watch_numbers(runtime())


@shared_task(name="loa.read_followers")
def read_followers(account_id: int) -> None:
    steps.read_followers(runtime(), account_id)


@shared_task(name="loa.fold_words")
def fold_words() -> None:
    steps.fold_words(runtime())


@shared_task(name="loa.learn")
def learn() -> None:
    steps.learn(runtime())


@shared_task(name="loa.watch_comments")
def watch_comments() -> None:
    steps.watch_comments(runtime())


@shared_task(name="loa.read_comments")
def read_comments(account_id: int) -> None:
    steps.read_comments(runtime(), account_id)


@shared_task(name="loa.answer_citizens")
def answer_citizens(account_id: int) -> None:
    steps.answer_citizens(runtime(), account_id)
