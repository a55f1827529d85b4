"""Payments, wallets, and what is in them."""

from sandbox.faults.fault import Fault

PAYMENTS = (
    Fault("checkout-does-not-open", "After choosing Paystack, no checkout opens."),
    Fault("checkout-wrong-amount", "The checkout asks for another amount than was entered."),
    Fault("payment-never-credited", "The card is charged, but the wallet never grows."),
    Fault("wallet-credited-twice", "One payment is credited twice, when the provider repeats its message."),
    Fault("amount-off-by-one-kobo", "The wallet grows by one kobo less than was paid."),
    Fault("decline-credited", "The bank declines the card, and the wallet grows all the same."),
    Fault("refund-not-taken-back", "A payment is given back to the card, and the money stays in the wallet as well."),
    Fault("refund-taken-twice", "A payment that is given back is taken out of the wallet twice."),
    Fault("wrong-amount-credited", "The wallet grows by whatever a message names, not by what was to be paid."),
    Fault("webhook-signature-ignored", "Messages about payments are believed, whoever has signed them."),
    Fault("live-payment-key-in-page", "The page carries the key for real payments."),
    Fault("balance-never-moves", "The wallet's page shows an empty wallet, whatever is in it."),
    Fault("balance-of-the-page-before", "The wallet's page goes on showing what it showed first, until one signs out."),
    Fault("balance-of-a-minute-ago", "What the API says of a wallet is kept for a minute, and said again."),
    Fault("payments-not-listed", "Who has paid does not find the payment in the list of transactions."),
    Fault("payments-out-of-sight", "A rule of the database hides from members what they have paid in."),
    Fault("wallet-out-of-balance", "A wallet holds one kobo more than its transactions come to."),
)
