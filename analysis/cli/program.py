"""The program `o2o`, which commands are added to."""

import typer

app = typer.Typer(
    name="o2o",
    help="A city market in which platform policies are rehearsed.",
    epilog="To begin: o2o live, or o2o compare baseline lunch-coupon --days 2.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line."""
    from analysis.commands.process import in_order

    in_order(app)
