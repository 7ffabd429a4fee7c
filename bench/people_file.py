"""The people file of a company that does not exist, the same for the same seed."""
import random

DEPARTMENTS = 1000
SURNAMES = "김이박최정강조윤장임한오서신권황안송전홍"
SYLLABLES = "가나다라마바사아자차하민서준지우현은영수진호경성재혁태원유빈"
POSITIONS = ("사원", "대리", "과장", "차장", "부장", "임원")
HEADINGS = "사번,이름,이메일,부서,직위,관리자 사번,입사일\r\n"


def department(number):
    """Ten divisions with ten teams each and ten parts below each team, less those levels."""
    return f"본부{number % 10}/팀{number // 10 % 10}/파트{number // 100}"


def people_file(people, seed):
    """The text of the file; everybody but the first is below somebody with a smaller number."""
    numbers = random.Random(seed)
    lines = [HEADINGS]
    for n in range(people):
        name = numbers.choice(SURNAMES) + numbers.choice(SYLLABLES) + numbers.choice(SYLLABLES)
        manager = f"E{n // 10:06}" if n else ""
        position = POSITIONS[min(5, numbers.randrange(12) // 2)]
        lines.append(f"E{n:06},{name},person{n}@example.com,{department(n % DEPARTMENTS)},"
                     f"{position},{manager},{2000 + n % 25}-0{1 + n % 9}-15\r\n")
    return "".join(lines).encode()
