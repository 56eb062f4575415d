"""Whatever stands where a scenario file should be is refused at once, in one line each."""

import os
import socket

import pytest

from analysis.scenario_file import ScenarioError, load_scenario, read_overrides

TITLE = 'title = "a"\n'


def refusal(source, *overrides):
    with pytest.raises(ScenarioError) as refused:
        load_scenario(source, read_overrides(overrides))
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"days = {'9' * 5000}", "a.toml:2: holds a number that has too many digits"),
        (f"days = 0x{'f' * 5000}", "a.toml:2: days: is a number that has too many digits"),
        ("days = 9223372036854775808", "a.toml:2: days: is a number that has too many digits"),
        (f"days = {'[' * 3000}{']' * 3000}", "tables or lists more than 20 deep"),
        (f"days = {'[' * 100}{']' * 100}", "a.toml:2: days"),
        (f"{'.'.join('a' * 3000)} = 1", "tables or lists more than 20 deep"),
        (f"days = {'{a=' * 100}1{'}' * 100}", "tables or lists more than 20 deep"),
        (f"# {'a' * 1_000_000}", "a.toml: has more than 1000000 bytes"),
        ('extends = "a\\u0000.toml"', "is no name of a file"),
        (f'extends = "{"a" * 300}.toml"', "cannot be read: File name too long"),
        ('extends = "gone.toml"', "is a link to what is not there"),
        ('extends = "pipe.toml"', "is a pipe or a device, not a scenario file"),
    ],
)
def test_what_no_setting_can_hold_is_refused_with_its_line(write, folder, text, problem):
    (folder / "gone.toml").symlink_to("nowhere.toml")
    os.mkfifo(folder / "pipe.toml")
    assert problem in refusal(write("a.toml", TITLE + text).name)


@pytest.mark.parametrize("name", ["a" * 300, "名" * 100, "a" * 300 + ".toml", "./" + "a" * 5000])
def test_names_that_are_too_long_are_refused(folder, name):
    assert "no such scenario" in refusal(name) or "File name too long" in refusal(name)


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/full", "pipe.toml", "socket.toml"])
def test_what_is_no_file_is_refused_without_being_read(folder, name):
    os.mkfifo(folder / "pipe.toml")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.toml")
        assert "is a pipe or a device" in refusal(f"./{name}" if name[0] != "/" else name)


def test_too_many_files_over_one_another_are_refused(write):
    for nth in range(1200):
        write(f"{nth}.toml", f'{TITLE}extends = "{nth + 1}.toml"')
    assert "at most 64" in refusal("0.toml")
    for nth in range(150):
        write(f"{nth}.toml", TITLE)
    names = ", ".join(f'"{nth}.toml"' for nth in range(150))
    told = refusal(write("a.toml", f"{TITLE}extends = [{names}]").name)
    assert "more than 100 files lie over one another" in told


@pytest.mark.parametrize("setting", [f"{'.'.join('a' * 3000)}=1", f"days={'[' * 3000}"])
def test_settings_that_are_too_deep_are_refused(write, setting):
    assert refusal(write("a.toml", TITLE).name, setting)


def test_one_courier_whom_no_shift_of_a_forecast_fits_is_refused_before_the_run(write):
    lines = '[couriers]\ncount = 1\n[policies.staffing]\nuse = "forecast"\nlengths_h = [6, 6.5]\n'
    assert "lengths_h (6 to 6.5) cannot give" in refusal(write("a.toml", TITLE + lines).name)
