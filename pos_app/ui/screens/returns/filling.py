"""What comes back, put into a basket."""

from __future__ import annotations

from pos_app.domain.basket import Basket, add_return
from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.services.returns import Returnable, Returns
from pos_app.ui.models.return_rows import ReturnRow


def filled(
    returns: Returns, basket: Basket, found: Returnable | None, chosen: tuple[ReturnRow, ...]
) -> Basket:
    """The basket with what comes back. Raises ShopError as `Returns.fill` does."""
    if found is not None:
        return returns.fill(basket, found.receipt, tuple(line.wanted() for line in chosen))
    if not chosen:
        raise ShopError("nothing_to_return")
    for line in chosen:
        basket = add_return(basket, line.bare_line())
    return basket


def refuse_twice(basket: Basket, found: Returnable | None, chosen: tuple[ReturnRow, ...]) -> None:
    """A line of a receipt that already stands in the basket cannot come in once more."""
    there = {(line.source.receipt, line.source.line) for line in basket.lines if line.source}
    for line in chosen if found is not None else ():
        if found is not None and (found.receipt, line.key) in there:
            raise ShopError("already_in_basket", name=line.item.name)


def nothing_left(found: Returnable) -> str:
    """Why nothing of this receipt can come back."""
    if all(sold.line.tobacco for sold in found.lines):
        return tr("这张小票上只有烟草,不能退")
    return tr("这张小票的商品以前都退过了,没有可退的")
