"""Mail, text messages and push messages."""

from sandbox.faults.fault import Fault

MAIL = (
    Fault("mail-dropped", "Mail is accepted for delivery and never arrives."),
    Fault("mail-late", "Mail arrives strength x 10 seconds late.", has_strength=True),
    Fault("mail-wrong-sender", "Mail comes from a sender that is not Alaska Pay's."),
    Fault("mail-foreign-link", "The link in the mail leads to a foreign site."),
    Fault("mail-bounced", "Hours ago a mail to a user of ours came back: there is no such mailbox, its server says."),
    Fault("mail-blocked", "Hours ago a mail to a user of ours was turned away, because it looked forged."),
    Fault("sms-undelivered", "The provider takes text messages, but the phone's network never delivers them."),
    Fault("sms-unconfirmed", "Text messages leave the provider, and nobody ever says whether they arrived."),
    Fault("push-key-refused", "No push message leaves the product: Google refuses its key."),
    Fault("push-claimed", "The product says that a push message was sent, and never sends one."),
    Fault("push-not-displayed", "Google takes push messages, and the phone never shows them."),
    Fault("push-device-unregistered", "Google does not know our test device any more."),
    Fault("mailbox-blind", "Our mailbox shows no mail of anybody, not even our own control mail."),
)
