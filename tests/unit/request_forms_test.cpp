// The forms of proto/forms, and what definitions the daemon does not start with.
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "approval-request/store/form_files.h"
#include "json/json.h"
#include "support/environment.h"
#include "unit/request_fakes.h"

namespace erp::approval_request {
namespace {

namespace fs = std::filesystem;
using Said = std::map<std::string, std::string>;

const fs::path& Folder() {
  static const fs::path kFolder = erp::test::SourceDir() / "proto/forms";
  return kFolder;
}

struct Read {
  Draft draft;
  Said said;
};

struct FormsTest : testing::Test {
  Read Reading(const Draft& draft) const {
    auto reading = forms.Read(draft);
    Read read{std::move(reading.draft), {}};
    for (const auto& mistake : reading.mistakes) {
      read.said[mistake.pointer] = mistake.detail.English();
    }
    return read;
  }
  Read Reading(const std::string& form,
               const std::string& fields,
               std::optional<double> leave_days = std::nullopt,
               LeaveSaidBy said_by = LeaveSaidBy::kBoth) const {
    auto draft = test::ThreeStepDraft();
    draft.form = form;
    draft.texts.fields = fields;
    draft.leave_days = leave_days;
    draft.leave_said_by = said_by;
    return Reading(draft);
  }

  FormFiles forms{Folder()};
};

TEST_F(FormsTest, DatesOfLeaveAreToBeCountedWhateverDaysAreSaidBesideThem) {
  const std::string dates = R"("startDate":"2026-12-01","endDate":"2026-12-02")";
  const auto read = Reading("annual-leave", "{" + dates + "}");
  EXPECT_EQ(read.said, Said{});
  EXPECT_EQ(json::Parse(read.draft.leave_request.value()).value(),
            json::Parse("{" + dates + "}").value());
  EXPECT_FALSE(read.draft.claimed_days);
  EXPECT_FALSE(read.draft.leave_days) << "nobody has counted yet";

  for (const auto& claimed : {Reading("annual-leave", "{" + dates + R"(,"leaveDays":2})"),
                              Reading("annual-leave", "{" + dates + "}", 2)}) {
    EXPECT_EQ(claimed.draft.claimed_days, 2);
    EXPECT_EQ(claimed.draft.texts.fields, read.draft.texts.fields) << "the days are counted anew";
  }
  EXPECT_FALSE(
      Reading("annual-leave", "{" + dates + "}", 2, LeaveSaidBy::kFields).draft.claimed_days)
      << "sent back as it was read, with other dates";
  EXPECT_EQ(Reading("annual-leave", R"({"startDate":null,"leaveDays":1})").draft.leave_days, 1);
  EXPECT_FALSE(Reading("annual-leave", R"({"leaveDays":1})").draft.leave_request);
  EXPECT_EQ(Reading("annual-leave", R"({"endDate":"2026-12-02"})").said,
            (Said{{"/fields/leaveDays", "is required"}}));
}

TEST(CountedDraft, TakesWhatWasCountedAndRefusesAnotherClaim) {
  Draft draft = test::ThreeStepDraft();
  const CountedLeave two{960, "2026-12-01:0-480;2026-12-02:0-480"};
  draft.claimed_days = 2;
  const auto counted = WithCount(draft, two);
  ASSERT_TRUE(counted);
  EXPECT_EQ(MinutesOf(*counted), 960);
  EXPECT_EQ(ContentOf(*counted, {}).leave_dates, two.dates);
  EXPECT_EQ(ContentOf(*counted, {}).leave_minutes, 960);
  draft.claimed_days = 3;
  const auto refused = WithCount(draft, two);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/leaveDays");
  EXPECT_EQ(refused.error().fields.at(0).detail.English(), "must be 2, which the dates take");
}

TEST_F(FormsTest, TheFormsThatDocumentsHaveAlwaysHadAreThere) {
  EXPECT_EQ(forms.Ids(), (std::vector<std::string>{"annual-leave", "attendance-correction",
                                                   "expense", "general", "project"}));
  for (const auto& id : forms.Ids()) EXPECT_EQ(FormOfType(TypeOfForm(id)), id);
}

TEST_F(FormsTest, EveryFormHasADueDateAndNeedsNothingButItsEffect) {
  for (const auto& id : forms.Ids()) {
    const auto days = id == "annual-leave" ? std::optional(1.0) : std::nullopt;
    const std::string effect =
        id == "attendance-correction" ? R"("workDate":"2026-11-20","reason":"고장")" : "";
    const auto with = [&effect](const std::string& member) {
      std::string fields = "{";
      fields += member;
      if (!member.empty() && !effect.empty()) fields += ",";
      return fields + effect + "}";
    };
    EXPECT_EQ(Reading(id, with(""), days).said, Said()) << id;
    EXPECT_EQ(Reading(id, with(R"("dueDate":"2026-12-31")"), days).said, Said()) << id;
    EXPECT_EQ(Reading(id, with(R"("dueDate":"2026-02-30")"), days).said,
              (Said{{"/fields/dueDate", "must be a date such as 2026-12-31"}}))
        << id;
    EXPECT_EQ(Reading(id, with(R"("duedate":"2026-12-31")"), days).said,
              (Said{{"/fields/duedate", "is not known"}}))
        << id;
  }
}

TEST_F(FormsTest, LeaveIsTheSameUnderBothNames) {
  for (const auto& read :
       {Reading("annual-leave", R"({"leaveDays":1.5})"), Reading("annual-leave", "{}", 1.5),
        Reading("annual-leave", R"({"leaveDays":1.5})", 1.5),
        Reading("annual-leave", R"({"leaveDays":9})", 1.5, LeaveSaidBy::kLeaveDays),
        Reading("annual-leave", R"({"leaveDays":1.5})", 9, LeaveSaidBy::kFields)}) {
    EXPECT_EQ(read.said, Said());
    EXPECT_EQ(read.draft.texts.fields, R"({"leaveDays":1.5})");
    EXPECT_EQ(read.draft.leave_days, 1.5);
    EXPECT_EQ(MinutesOf(read.draft), 720);
    EXPECT_EQ(DraftHash(read.draft), DraftHash(Reading("annual-leave", "{}", 1.5).draft));
  }
  EXPECT_EQ(Reading("annual-leave", R"({"dueDate":"2026-12-31"})", 2).draft.texts.fields,
            R"({"dueDate":"2026-12-31","leaveDays":2})");
  EXPECT_EQ(Reading("annual-leave", R"({"leaveDays":1})", 2).said,
            (Said{{"/leaveDays", "must be equal to fields.leaveDays when both are given"}}));
}

TEST_F(FormsTest, LeaveIsAnEffectOfItsFormAndOfNoOther) {
  const Said none{{"/leaveDays", "is only for forms that take leave"}};
  for (const auto* form : {"general", "expense", "project"}) {
    EXPECT_EQ(Reading(form, "{}", 1).said, none) << form;
    const auto read = Reading(form, R"({"leaveDays":1})");
    EXPECT_EQ(read.said, (Said{{"/fields/leaveDays", "is not known"}})) << form;
    EXPECT_FALSE(read.draft.leave_days) << "a field of another form takes nothing";
  }
}

TEST_F(FormsTest, LeaveNeedsDaysInEighthsAndAtMostAYearUnderEitherName) {
  for (const double days : {0.125, 0.25, 0.5, 1.0, 2.375, 366.0}) {
    EXPECT_EQ(Reading("annual-leave", "{}", days).draft.leave_days, days);
  }
  for (const double days : {0.0, -1.0, 0.1, 0.0625, 1.0001, 366.125, 1e300}) {
    const auto old_name = Reading("annual-leave", "{}", days);
    EXPECT_EQ(old_name.said.count("/leaveDays"), 1U) << days;
    EXPECT_EQ(old_name.said.size(), 1U) << days;
    EXPECT_FALSE(old_name.draft.leave_days) << days;
    if (days > 1e15) continue;
    const auto field = Reading("annual-leave", json::Dump({{"leaveDays", days}}));
    EXPECT_EQ(field.said.count("/fields/leaveDays"), 1U) << days;
    EXPECT_FALSE(field.draft.leave_days) << days;
  }
  EXPECT_EQ(Reading("annual-leave", "{}").said, (Said{{"/leaveDays", "is required"}}));
  EXPECT_EQ(Reading("annual-leave", R"({"dueDate":"2026-12-31"})").said,
            (Said{{"/fields/leaveDays", "is required"}}));
}

TEST_F(FormsTest, AFormThatIsNotThereIsSaidSo) {
  EXPECT_EQ(
      Reading("holiday", "{}").said,
      (Said{{"/form",
             "must be one of annual-leave, attendance-correction, expense, general, project"}}));
}

// Definitions in a folder of their own.
struct DefinitionsTest : testing::Test {
  DefinitionsTest() { fs::copy(Folder(), folder); }
  ~DefinitionsTest() override { fs::remove_all(folder); }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name) << text;
  }
  json::Value General() const {
    return json::Parse(erp::test::ReadFile(folder / "general.json")).value();
  }
  // Without the folder.
  std::string Wrong() const {
    try {
      const FormFiles forms(folder);
    } catch (const std::runtime_error& wrong) {
      const std::string line = wrong.what();
      EXPECT_EQ(line.find('\n'), std::string::npos);
      return line.substr(folder.string().size() + 1);
    }
    return "";
  }

  const fs::path folder = fs::temp_directory_path() / erp::test::RandomName("forms-");
};

TEST_F(DefinitionsTest, AFieldThatWasAddedIsThere) {
  auto general = General();
  general["version"] = 2;
  general["schema"]["properties"]["seats"] = {{"type", "integer"}, {"minimum", 1}};
  Write("general.json", json::Dump(general));
  const FormFiles forms(folder);
  auto draft = test::ThreeStepDraft();
  draft.texts.fields = R"({"seats":12})";
  const auto reading = forms.Read(draft);
  EXPECT_TRUE(reading.mistakes.empty());
  EXPECT_EQ(reading.draft.form_version, 2);
  draft.texts.fields = R"({"seats":0})";
  EXPECT_EQ(forms.Read(draft).mistakes.at(0).pointer, "/fields/seats");
}

TEST_F(DefinitionsTest, AnyFormMayTakeLeave) {
  auto trip = General();
  trip["id"] = "long-trip";
  trip["effect"] = {{"leave", "days"}};
  trip["schema"]["properties"]["days"] = {{"type", "number"}};
  trip["schema"]["required"] = {"days"};
  Write("long-trip.json", json::Dump(trip));
  const FormFiles forms(folder);
  auto draft = test::ThreeStepDraft();
  draft.form = "long-trip";
  draft.texts.fields = R"({"days":2.5})";
  EXPECT_EQ(MinutesOf(forms.Read(draft).draft), 1200);
  draft.texts.fields = "{}";
  draft.leave_days = 2.5;
  EXPECT_EQ(forms.Read(draft).draft.texts.fields, R"({"days":2.5})");
  draft.leave_days.reset();
  draft.texts.fields = R"({"days":0.1})";
  const auto reading = forms.Read(draft);
  EXPECT_EQ(reading.mistakes.at(0).detail, "must be a multiple of 0.125 above 0, at most 366")
      << "whatever the definition allows";
}

TEST_F(DefinitionsTest, WhatIsWrongIsSaidInOneLineWithItsPlace) {
  const auto changed = [&](const std::string& pointer, const json::Value& value) {
    auto general = General();
    general[json::Value::json_pointer(pointer)] = value;
    Write("general.json", json::Dump(general));
    auto wrong = Wrong();
    fs::copy(Folder() / "general.json", folder, fs::copy_options::overwrite_existing);
    return wrong;
  };
  EXPECT_EQ(Wrong(), "");
  EXPECT_EQ(changed("/id", "general2"),
            "general.json: /id not the name of the file, of small letters, digits and hyphens");
  EXPECT_EQ(changed("/version", 0),
            "general.json: /version must be a whole number from 1 to 2147483647");
  EXPECT_EQ(changed("/label", nullptr), "general.json: /label is required");
  EXPECT_EQ(changed("/label/ko", " "), "general.json: /label/ko must not be blank");
  EXPECT_EQ(changed("/schema/properties/dueDate/format", "day"),
            "general.json: /schema/properties/dueDate/format must be date");
  EXPECT_EQ(changed("/schema", nullptr), "general.json: /schema must be an object");
  EXPECT_EQ(changed("/effects", json::Value::object()), "general.json: /effects is not known");
  EXPECT_EQ(changed("/effect", {{"points", "dueDate"}}),
            "general.json: /effect/leave is required, /effect/points is not known");
  EXPECT_EQ(changed("/effect", {{"leave", "dueDate"}}),
            "general.json: /effect no name of a required field of type number");
}

TEST_F(DefinitionsTest, AFormThatCorrectsAttendanceHasTheFieldsOfADay) {
  auto form = json::Parse(erp::test::ReadFile(folder / "attendance-correction.json")).value();
  const auto wrong = [&](const std::function<void(json::Value&)>& change) {
    auto changed = form;
    change(changed);
    Write("attendance-correction.json", json::Dump(changed));
    return Wrong();
  };
  EXPECT_EQ(wrong([](json::Value&) {}), "");
  const std::string missing =
      "attendance-correction.json: /effect without the fields of a day: workDate, checkIn, "
      "checkOut, absent, reason";
  for (const char* member : {"checkIn", "checkOut", "absent"}) {
    EXPECT_EQ(wrong([&](json::Value& f) { f["schema"]["properties"].erase(member); }), missing);
  }
  EXPECT_EQ(wrong([](json::Value& f) {
              f["schema"]["properties"]["absent"] = {{"type", "string"}};
            }),
            missing);
  for (const char* left : {"workDate", "reason"}) {
    EXPECT_EQ(wrong([&](json::Value& f) { f["schema"]["required"] = {left}; }), missing) << left;
  }
  EXPECT_EQ(wrong([](json::Value& f) { f["effect"]["attendance"] = "week"; }),
            "attendance-correction.json: /effect/attendance must be one of day");
}

TEST_F(DefinitionsTest, FilesThatAreNoDefinitionsAreRefusedAndOthersAreNotRead) {
  Write("README.md", "nothing");
  EXPECT_EQ(Wrong(), "");
  Write("broken.json", "{");
  EXPECT_TRUE(Wrong().starts_with("broken.json: The body is not acceptable JSON")) << Wrong();
  fs::remove(folder / "broken.json");
  Write("Trip.json", json::Dump(General()));
  EXPECT_TRUE(Wrong().starts_with("Trip.json: /id")) << Wrong();
  fs::remove(folder / "Trip.json");
  fs::remove(folder / "general.json");
  EXPECT_THROW(FormFiles{folder}, std::runtime_error);
  EXPECT_THROW(FormFiles{folder / "nothing"}, std::runtime_error);
}

TEST_F(DefinitionsTest, CheckNamesTheSetting) {
  Config config;
  config.forms_dir = folder.string();
  EXPECT_EQ(CheckForms(config), std::nullopt);
  fs::remove(folder / "general.json");
  EXPECT_EQ(CheckForms(config), "FORMS_DIR: " + folder.string() + " has no general.json");
}

}  // namespace
}  // namespace erp::approval_request
