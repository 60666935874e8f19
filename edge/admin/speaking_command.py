"""`holdfast-edge webhook …`, `edi …` and `plugins`: this site and the programs of others."""

import sys
from pathlib import Path
from urllib.parse import quote

import click

from edge.admin.reaching import data, office
from node.command_line import HELP, json_option

FAULTS_SHOWN = 20


@click.group(context_settings=HELP)
def webhook() -> None:
    """Tell other programs what happens here.

    \b
      holdfast-edge webhook add https://erp.example/in --kind order_shipped --kind receipt_closed
      holdfast-edge webhook list
      holdfast-edge webhook letters 0123456789ABC
      holdfast-edge webhook resend 0123456789ABC
    """


@webhook.command("list")
@data
@json_option
def list_webhooks(folder: Path, as_json: bool) -> None:
    """Show who is told what, and how it goes."""
    from edge.admin.asking import Asked
    from edge.webhooks.shapes import WebhookPage
    from node.showing import show

    page = office(folder).ask(Asked("GET", "/api/v1/webhooks"), WebhookPage)
    if as_json:
        show(page, as_json, "")
        return
    for hook in page.items:
        state = "on" if hook.is_on else "off"
        kinds = ", ".join(hook.kinds) or "everything"
        click.echo(f"{hook.id}  {state:3}  {hook.url}  ({kinds})")
        for said in filter(None, (hook.note, hook.error)):
            click.echo(f"  {said}")
        if hook.dead_letters or hook.dropped:
            click.echo(f"  dead letters: {hook.dead_letters}, dropped: {hook.dropped}")
    if not page.items:
        click.echo("Nobody is told anything.")


@webhook.command("add")
@click.argument("url")
@click.option("--kind", "kinds", multiple=True, help="Such as shipped; may be repeated.")
@click.option("--from-oldest", is_flag=True, help="Begin with all that is kept, not with now.")
@data
@json_option
def add_webhook(
    url: str, kinds: tuple[str, ...], from_oldest: bool, folder: Path, as_json: bool
) -> None:
    """Subscribe URL. The secret it is signed with is shown this once."""
    from edge.admin.asking import asked_json
    from edge.webhooks.shapes import MadeWebhook, NewWebhook
    from node.showing import show

    wish = NewWebhook(url=url, kinds=list(kinds), begin="oldest" if from_oldest else "now")
    made = office(folder).ask(asked_json("POST", "/api/v1/webhooks", wish), MadeWebhook)
    show(made, as_json, "Give the secret to whoever receives.")


@webhook.command("switch")
@click.argument("webhook_id")
@click.argument("state", type=click.Choice(["on", "off"]))
@data
@json_option
def switch_webhook(webhook_id: str, state: str, folder: Path, as_json: bool) -> None:
    """Switch a subscription on or off; on, it goes on where it stood."""
    from edge.admin.asking import asked_json
    from edge.webhooks.shapes import Webhook
    from node.showing import show

    asked = asked_json("PATCH", f"/api/v1/webhooks/{quote(webhook_id)}", {"is_on": state == "on"})
    show(office(folder).ask(asked, Webhook), as_json, f"It is {state}.")


@webhook.command("remove")
@click.argument("webhook_id")
@data
@json_option
def remove_webhook(webhook_id: str, folder: Path, as_json: bool) -> None:
    """End a subscription; its dead letters go too."""
    from edge.admin.asking import Asked
    from node.showing import show

    gone = Asked("DELETE", f"/api/v1/webhooks/{quote(webhook_id)}")
    show(office(folder).ask(gone, dict), as_json, "It is removed.")


@webhook.command("letters")
@click.argument("webhook_id")
@data
@json_option
def dead_letters(webhook_id: str, folder: Path, as_json: bool) -> None:
    """Show what could not be delivered."""
    from edge.admin.asking import Asked
    from edge.webhooks.shapes import DeadLetterPage
    from node.showing import show

    asked = Asked("GET", f"/api/v1/webhooks/{quote(webhook_id)}/letters?limit=500")
    page = office(folder).ask(asked, DeadLetterPage)
    if as_json:
        show(page, as_json, "")
        return
    for letter in page.items:
        click.echo(f"{letter.id}  {letter.tried_at}  {letter.kind}  {letter.error}")
    if not page.items:
        click.echo("There is none.")


@webhook.command("resend")
@click.argument("webhook_id")
@click.argument("letter", required=False)
@data
@json_option
def resend(webhook_id: str, letter: str | None, folder: Path, as_json: bool) -> None:
    """Send one dead letter, or all of a subscription, once more."""
    from edge.admin.asking import asked_json
    from edge.webhooks.shapes import Resent
    from node.showing import show

    path = f"/api/v1/webhooks/{quote(webhook_id)}/letters/resend"
    asked = asked_json("POST", path, {"letter": letter})
    show(office(folder).ask(asked, Resent), as_json, "They go as soon as the site is served.")


@click.group(context_settings=HELP)
def edi() -> None:
    """Speak EDIFACT with trading partners (D.96A and D.01B, as EANCOM uses them).

    \b
      holdfast-edge edi load orders.edi --dry-run
      holdfast-edge edi write desadv SO-1 desadv.edi
    """


@edi.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check the file and load nothing.")
@data
@json_option
def load_edi(file: Path, dry_run: bool, folder: Path, as_json: bool) -> None:
    """Load ORDERS and DESADV from FILE: all of it, or nothing and the reasons by segment."""
    from edge.admin.asking import Asked
    from edge.edi.loading import EdiReport
    from node.showing import show

    path = f"/api/v1/edi?dry_run={'true' if dry_run else 'false'}"
    headers = {"content-type": "application/edifact"}
    report = office(folder).ask(Asked("POST", path, file.read_bytes(), headers), EdiReport)
    if as_json:
        show(report, as_json, "")
    else:
        for message in report.messages:
            click.echo(f"{message.kind} {message.reference} {message.number}: {message.state}")
        for fault in report.faults[:FAULTS_SHOWN]:
            place = f"message {fault.message} segment {fault.segment} {fault.tag}"
            click.echo(f"  {place}: {fault.code}: {fault.detail}")
        more = len(report.faults) - FAULTS_SHOWN
        if more > 0:
            click.echo(f"  and {more} more")
    sys.exit(1 if report.state == "refused" else 0)


@edi.command("write")
@click.argument("kind", type=click.Choice(["recadv", "desadv"]))
@click.argument("number")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data
def write_edi(kind: str, number: str, file: Path, folder: Path) -> None:
    """Write what came of ASN NUMBER (recadv), or what left with order NUMBER (desadv), to FILE."""
    from edge.admin.asking import Asked

    asked = Asked("GET", f"/api/v1/edi/{kind}/{quote(number, safe='')}")
    file.write_bytes(office(folder).text(asked))
    click.echo(f"{file} is written.")


@click.command()
@data
@json_option
def plugins(folder: Path, as_json: bool) -> None:
    """Show the plug-ins of this site, what they give, and why one is switched off."""
    from edge.admin.asking import Asked
    from edge.api.plugins import PluginPage
    from node.showing import show

    page = office(folder).ask(Asked("GET", "/api/v1/plugins"), PluginPage)
    if as_json:
        show(page, as_json, "")
        return
    for each in page.items:
        state = f"OFF: {each.off}" if each.off else "on"
        click.echo(f"{each.name} {each.version}  {state}")
        click.echo(f"  gives {', '.join(each.gives) or 'nothing'}; {each.calls} calls, "
                   f"{each.slow} slow, longest {each.longest_ms} ms")  # fmt: skip
    if not page.items:
        click.echo("There is none.")


COMMANDS = (webhook, edi, plugins)
