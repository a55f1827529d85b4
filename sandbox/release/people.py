"""The people of Alaska Pay, by the role in which they answer for the sample release."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Colleague:
    """Somebody with a name, a login at GitHub and a number."""

    role: str
    name: str
    login: str
    phone: str

    @property
    def email(self) -> str:
        """Their address at work."""
        return f"{self.name.split()[0].lower()}@alaskapay.com"


DEPLOYER = Colleague("release", "Adaeze Okafor", "adaeze-okafor", "+2348031000001")
PEOPLE = (
    Colleague("database", "Emeka Nwosu", "emeka-nwosu", "+2348031000002"),
    Colleague("engineering", "Tunde Bakare", "tunde-bakare", "+2348031000003"),
    Colleague("executive", "Ngozi Eze", "ngozi-eze", "+2348031000004"),
    Colleague("legal", "Musa Bello", "musa-bello", "+2348031000005"),
    Colleague("marketing", "Zainab Yusuf", "zainab-yusuf", "+2348031000006"),
    Colleague("mobile", "Ifeoma Obi", "ifeoma-obi", "+2348031000007"),
    Colleague("operations", "Chinedu Okeke", "chinedu-okeke", "+2348031000008"),
    Colleague("product", "Folake Adeyemi", "folake-adeyemi", "+2348031000009"),
    Colleague("qa", "Bola Ade", "bola-ade", "+2348031000010"),
    DEPLOYER,
    Colleague("release", "Kelechi Uche", "kelechi-uche", "+2348031000011"),
    Colleague("security", "Halima Sani", "halima-sani", "+2348031000012"),
    Colleague("support", "Yetunde Balogun", "yetunde-balogun", "+2348031000013"),
)


def of_role(role: str) -> Colleague:
    """Return whoever answers for a role, the deployer last."""
    return next(colleague for colleague in PEOPLE if colleague.role == role and colleague != DEPLOYER)
