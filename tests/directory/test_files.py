"""Reading a council's folder: each fault with its file and line, and nothing half loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest

from directory.files import DirectoryFaults, read_council, survey

HEADERS = {
    "services": "key,name,other_names,theme,mode,mode_note,lgsl,what,whom,how,provider,hours,telephone,answer_days,review_on,source",
    "phrases": "service,phrase",
    "wards": "code,name,variants,status,from,until,source",
    "areas": "kind,name,from,until,source",
    "area_wards": "kind,area,ward,from,until,source",
    "localities": "locality,aliases,ward,share,source",
    "streets": "street,ward,locality,source",
    "landmarks": "landmark,aliases,ward,source",
    "outside": "place,aliases,source",
    "postcodes": "sector,ward,share,source",
    "channels": "purpose,area,slack_id,name,status",
    "people": "key,name,slack_id,email,title,telephone,fictional",
    "posts": "role,scope,person,from,until,source",
    "covers": "person,cover,from,until",
    "absences": "person,from,until,reason",
    "emergencies": "words,kind,sensitive,advice,telephone",
    "standards": "name,value,unit,review_on,from,until,source",
    "bodies": "key,name,kind,area,remit,terms,successor,review_on,from,until,source",
    "body_members": "body,person,seat,deputy_for,from,until,source",
    "meetings": "body,held_on,title,venue,source",
    "portfolios": "portfolio,person,services,from,until,source",
    "resources": "service,area,fund,pounds,note,from,until,source",
    "prepared_texts": "service,kind,title,text,hint,source",
    "ward_profiles": "ward,residents,need,source",
}
ROWS = {
    "services": [
        "graffiti,Graffiti removal,Tagging,Street Scene,dedicated,,584,Removes it,,,,,,5,2027-03-31,"
    ],
    "phrases": ["graffiti,tags on the wall"],
    "wards": ["E1,Linacre,,historic,2004-06-10,,", "E2,Derby,,historic,2004-06-10,,"],
    "areas": ["partnership,South Sefton,2004-06-10,,"],
    "area_wards": ["partnership,South Sefton,Linacre,,,", "partnership,South Sefton,Derby,,,"],
    "streets": ["Stanley Road,Linacre,Bootle,", "Stanley Road,Derby,Bootle,"],
    "postcodes": ["L20 4,Linacre,0.75,"],
    "channels": [
        "area,South Sefton,C0AREA01,area-south-sefton,live",
        "duty,,C0DUTY01,duty-desk,live",
        "restricted,,C0DUTY02,duty-restricted,live",
    ],
    "people": ["ann,Ann,U0PER001,ann@example.org,,,yes", "bob,Bob,U0PER002,bob@example.org,,,yes"],
    "posts": ["coordinator,South Sefton,ann,2022-04-04,,", "duty,,bob,,,"],
    "covers": ["ann,bob,,"],
    "absences": ["ann,2026-08-03,2026-08-14,leave"],
    "standards": [
        "acknowledge,1,working_days,,,,",
        "answer,10,working_days,,,,",
        "right_of_reply,5,working_days,,,,",
        "office_open,09:00,time,,,,",
        "office_close,17:00,time,,,,",
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small council without a fault."""
    for noun, header in HEADERS.items():
        (tmp_path / f"{noun}.csv").write_text(
            "\n".join([header, *ROWS.get(noun, [])]) + "\n", encoding="utf-8"
        )
    return tmp_path


def _replace(noun: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / f"{noun}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def _add(noun: str, *lines: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        with (folder / f"{noun}.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    return spoil


def _bytes(noun: str, content: bytes) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / f"{noun}.csv").write_bytes(content)

    return spoil


def test_a_good_folder_gives_its_rows(folder: Path) -> None:
    council = read_council(folder)
    assert survey(folder)[1] == []
    assert [street.ward for street in council.streets] == ["Linacre", "Derby"]
    assert council.services[0].answer_days == 5
    assert council.services[0].lgsl == ("584",)
    assert council.postcodes[0].share == 0.75
    assert council.wards[1].line == 3


def test_where_a_choice_is_empty_the_choices_are_named(folder: Path) -> None:
    people = folder / "people.csv"
    people.write_text(people.read_text().replace(",yes", ",", 1))
    assert "“fictional” is empty. Write one of these there: yes, no" in "\n".join(map(str, survey(folder)[1]))


def test_a_byte_order_mark_windows_line_ends_blank_lines_and_spaces_are_no_faults(folder: Path) -> None:
    text = "\ufeffservice , phrase\r\n\r\n graffiti , tags on the wall \r\n,\r\n"
    (folder / "phrases.csv").write_bytes(text.encode())
    assert [phrase.phrase for phrase in read_council(folder).phrases] == ["tags on the wall"]


FAULTS = [
    (lambda folder: (folder / "streets.csv").unlink(), "streets.csv", 0, "the file is missing"),
    (_bytes("streets", b""), "streets.csv", 1, "the file is empty"),
    (_replace("streets", "street,ward,", "street,wrad,"), "streets.csv", 1, "the column “ward” is missing"),
    (
        _replace("streets", "street,ward,locality", "street,ward,ward"),
        "streets.csv",
        1,
        "“ward” is there twice",
    ),
    (_add("wards", "E2,Ford,,historic,,,"), "wards.csv", 4, "code “e2” is already in line 3"),
    (_add("streets", "STANLEY ROAD,Derby,Bootle,"), "streets.csv", 4, "is already in line 3"),
    (_add("streets", "Marsh Lane,Linarce,,"), "streets.csv", 4, "ward “Linarce” is not in wards.csv"),
    (_add("phrases", "grafitti,tags"), "phrases.csv", 3, "service “grafitti” is not in services.csv"),
    (_add("covers", "bob,cyril,,"), "covers.csv", 3, "cover “cyril” is not in people.csv"),
    (_add("absences", "cyril,,,leave"), "absences.csv", 3, "person “cyril” is not in people.csv"),
    (_add("posts", "coordinator,Linacre,bob,,,"), "posts.csv", 4, "scope “Linacre” of role coordinator"),
    (_add("posts", "duty,Linacre,bob,,,"), "posts.csv", 4, "which it cannot have"),
    (_add("posts", "partner,,bob,,,"), "posts.csv", 4, "a partner has no body"),
    (_add("area_wards", "committee,Nowhere,Derby,,,"), "area_wards.csv", 4, "no committee “Nowhere”"),
    (_add("absences", "bob,23/11/2026,,leave"), "absences.csv", 3, "“23/11/2026” is not a date"),
    (
        _add("absences", "bob,2026-11-23,2026-11-20,leave"),
        "absences.csv",
        3,
        "ends (2026-11-20) before it starts",
    ),
    (_replace("services", "dedicated", "dedicate"), "services.csv", 2, "“dedicate” is not one of: dedicated"),
    (_replace("services", ",5,", ",five,"), "services.csv", 2, "“five” is not a whole number"),
    (_replace("services", "Removes it", ""), "services.csv", 2, "“what” is empty"),
    (_replace("services", "Removes it", "=HYPERLINK(1)"), "services.csv", 2, "is a formula"),
    (_replace("postcodes", "0.75", "1.5"), "postcodes.csv", 2, "is not a share"),
    (_add("streets", "Marsh Lane,Derby"), "streets.csv", 4, "the line has 2 cells, the header 4"),
    (_add("streets", '"Marsh Lane,Derby,,'), "streets.csv", 4, "not good CSV"),
    (
        _add("prepared_texts", ",thanks,Thanks,Thank you,,"),
        "prepared_texts.csv",
        2,
        "“thanks” is not one of: reply, ask",
    ),
    (
        _add("prepared_texts", ",ask,Where,Where?,,", ",ask,WHERE,Where exactly?,,"),
        "prepared_texts.csv",
        3,
        "is already in line 2",
    ),
    (
        _add("prepared_texts", "grafiti,done,Clean,[what was done],,"),
        "prepared_texts.csv",
        2,
        "service “grafiti” is not in services.csv",
    ),
    (
        _add("prepared_texts", ",done,Done,{plaice}: [what was done],,"),
        "prepared_texts.csv",
        2,
        "there is no fact “{plaice}”",
    ),
    (
        _add("prepared_texts", ",scheduled,Soon,[who] comes on 4 December,,"),
        "prepared_texts.csv",
        2,
        "“Soon” names a date, “4 December”",
    ),
    (
        _add("prepared_texts", f",ask,Long,{'x' * 3_001},,"),
        "prepared_texts.csv",
        2,
        "“text” has 3,001 characters, and 3,000 fit",
    ),
    (_add("people", "cyd,Cyd,U0PER001,,,,yes"), "people.csv", 4, "Slack id “U0PER001” is already in line 2"),
    (_add("people", "cyd,Cyd,,BOB@example.org,,,yes"), "people.csv", 4, "e-mail address"),
    (_add("people", "cyd,Cyd,@cyd-in-slack,,,,yes"), "people.csv", 4, "is a formula"),
    (_add("people", "cyd,Cyd,cyd.slack,,,,yes"), "people.csv", 4, "is no Slack member id"),
    (_add("channels", "duty,,general,general,live"), "channels.csv", 5, "is already in line 3"),
    (_add("ward_profiles", "Lincare,9000,40,"), "ward_profiles.csv", 2, "ward “Lincare” is not in wards.csv"),
    (_add("ward_profiles", "Linacre,0,40,"), "ward_profiles.csv", 2, "nobody lives in “Linacre”"),
    (_add("ward_profiles", "Linacre,9000,101,"), "ward_profiles.csv", 2, "the need in “Linacre” is 101"),
    (_add("covers", "bob,ann,,"), "covers.csv", 2, "cover goes in a circle: ann → bob → ann"),
    (_add("covers", "bob,bob,,"), "covers.csv", 3, "cover goes in a circle: bob → bob"),
    (_add("wards", "E3,Ford,,historic,,,"), "wards.csv", 4, "“Ford” is in no partnership area"),
    (_add("wards", "E3,Derby,,current,,,"), "wards.csv", 4, "ward “Derby” is also in line 3"),
    (
        lambda folder: [
            _add("areas", "partnership,Crosby,,,")(folder),
            _add("area_wards", "partnership,Crosby,Derby,2020-01-01,,")(folder),
        ],
        "area_wards.csv",
        4,
        "the partnership of ward “Derby” is also in line 3",
    ),
    (
        _replace("standards", "acknowledge,1", "acknowledge,one"),
        "standards.csv",
        2,
        "“one” is not a whole number",
    ),
    (
        _add("standards", "keep_words: graffitti,12,months,,,,"),
        "standards.csv",
        7,
        "“keep_words” is of a service “graffitti”",
    ),
    (_replace("standards", "09:00", "nine"), "standards.csv", 5, "“nine” is not a time"),
    (_replace("standards", "right_of_reply", "right"), "standards.csv", 0, "“right_of_reply” is missing"),
    (
        _add("services", "tags,Tagging,,Street Scene,dedicated,,,x,,,,,,,,"),
        "services.csv",
        3,
        "the name “Tagging” is also a name of graffiti",
    ),
    (
        _bytes("streets", b"street,ward,locality,source\nRue Ch\xe2teau,Linacre,,\n"),
        "streets.csv",
        2,
        "byte 7 of the line (0xE2, after “Rue Ch”) is not UTF-8; in Windows-1252 it is “â”",
    ),
    (_bytes("streets", "street,ward".encode("utf-16")), "streets.csv", 0, "UTF-16"),
]


@pytest.mark.parametrize(("spoil", "file", "line", "problem"), FAULTS, ids=[each[3] for each in FAULTS])
def test_a_fault_is_named_with_its_file_and_line(
    folder: Path, spoil: Callable[[Path], object], file: str, line: int, problem: str
) -> None:
    spoil(folder)
    with pytest.raises(DirectoryFaults) as caught:
        read_council(folder)
    found = [fault for fault in caught.value.faults if (fault.file, fault.line) == (file, line)]
    assert any(problem in fault.problem for fault in found), caught.value
    assert all(fault.mend for fault in caught.value.faults)


def test_every_fault_is_reported_not_the_first(folder: Path) -> None:
    _add("streets", "Marsh Lane,Linarce,,", "Moor Lane,Derbi,,", "Green Lane")(folder)
    _add("absences", "bob,never,,leave", "bob,2026-13-01,,leave")(folder)
    (folder / "outside.csv").unlink()
    with pytest.raises(DirectoryFaults) as caught:
        read_council(folder)
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [
        ("absences.csv", 3),
        ("absences.csv", 4),
        ("outside.csv", 0),
        ("streets.csv", 4),
        ("streets.csv", 5),
        ("streets.csv", 6),
    ]


def test_a_missing_file_is_one_fault_and_not_one_for_each_row_that_needs_it(folder: Path) -> None:
    (folder / "wards.csv").unlink()
    assert [(fault.file, fault.line) for fault in survey(folder)[1]] == [("wards.csv", 0)]


def test_standards_without_reviews_are_read_as_before(folder: Path) -> None:
    council = read_council(folder)
    path = folder / "standards.csv"
    lines = [line.split(",") for line in path.read_text().splitlines()]
    at = lines[0].index("review_on")
    path.write_text("".join(",".join(cells[:at] + cells[at + 1 :]) + "\n" for cells in lines))
    assert read_council(folder) == council


def test_a_likely_spelling_is_suggested(folder: Path) -> None:
    _add("streets", "Marsh Lane,Linarce,,")(folder)
    assert "Perhaps “Linacre” is meant" in survey(folder)[1][0].mend


def test_behind_a_wrong_encoding_the_other_faults_are_found_too(folder: Path) -> None:
    content = "street,ward,locality,source\nChâteau Road,Linacre,,\nMarsh Lane,Linarce,,\n"
    (folder / "streets.csv").write_bytes(content.encode("windows-1252"))
    assert [(fault.line) for fault in survey(folder)[1]] == [2, 3]


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (_replace("phrases", "graffiti,tags on the wall", ""), "graffiti has no phrases"),
        (_replace("channels", "duty,,C0DUTY01,duty-desk,live", ""), "there is no channel for purpose duty"),
        (_replace("phrases", "service,phrase", "service,phrase,note"), "there is no column “note”"),
    ],
)
def test_what_does_no_harm_is_said_and_does_not_stop(
    folder: Path, spoil: Callable[[Path], object], problem: str
) -> None:
    spoil(folder)
    if "note" in problem:
        _replace("phrases", "tags on the wall", "tags on the wall,x")(folder)
    faults = survey(folder)[1]
    assert [fault.stops for fault in faults] == [False]
    assert problem in faults[0].problem
    read_council(folder)


def test_mutual_cover_at_different_times_is_no_circle(folder: Path) -> None:
    _replace("covers", "ann,bob,,", "ann,bob,,2026-06-30")(folder)
    _add("covers", "bob,ann,2026-07-01,")(folder)
    assert survey(folder)[1] == []


def test_a_council_may_do_without_bodies_portfolios_and_resources(folder: Path) -> None:
    for noun in (
        "bodies", "body_members", "meetings", "portfolios", "resources", "prepared_texts", "ward_profiles",
    ):  # fmt: skip
        (folder / f"{noun}.csv").unlink()
    assert read_council(folder).bodies == ()


def test_the_sample_s_files_are_those_of_the_reader() -> None:
    sample = Path(__file__).parents[2] / "directory" / "sample"
    assert {path.stem for path in sample.iterdir() if path.stem != "README"} == set(HEADERS)


def _as_text_files(folder: Path, files: dict[str, str]) -> None:
    (folder / "phrases.csv").unlink()
    (folder / "phrases").mkdir()
    for name, text in files.items():
        (folder / "phrases" / name).write_text(text, encoding="utf-8")


def test_phrases_may_be_text_files_named_by_their_service(folder: Path) -> None:
    _as_text_files(folder, {"graffiti.txt": "# Paint and tags.\ntags on the wall\n\n  rude words  \n"})
    phrases = read_council(folder).phrases
    assert [(each.service, each.phrase) for each in phrases] == [
        ("graffiti", "tags on the wall"),
        ("graffiti", "rude words"),
    ]


def test_a_text_file_named_by_no_service_is_one_fault(folder: Path) -> None:
    _as_text_files(folder, {"graffiti.txt": "tags\n", "grafitti.txt": "paint\nspray\n"})
    assert [(fault.file, fault.stops) for fault in survey(folder)[1]] == [("phrases/grafitti.txt", True)]


def test_a_phrase_said_twice_is_named_and_taken_once(folder: Path) -> None:
    _as_text_files(folder, {"graffiti.txt": "tags\nTags\n"})
    council, faults = survey(folder)
    assert [(fault.file, fault.line, fault.stops) for fault in faults] == [("phrases/graffiti.txt", 2, False)]
    assert len(council.phrases) == 1
