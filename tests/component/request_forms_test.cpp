// Forms are files: a field that is added to one, and a form that is added, are there after a
// restart with no line of the product changed, from the submit to the approver's queue. And what
// the daemons before this one have stored is still read.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "component/request_fixture.h"

namespace erp::approval_request {
namespace {

namespace fs = std::filesystem;
using support::HttpAnswer;

json::Value Parsed(const HttpAnswer& answer) { return json::Value::parse(answer.body); }

class RequestForms : public RequestDaemonTest {
 protected:
  RequestForms() { fs::copy(support::SourceDir() / "proto/forms", forms_); }
  ~RequestForms() override { fs::remove_all(forms_); }

  [[nodiscard]] json::Value Form(const std::string& id) const {
    return json::Parse(support::ReadFile(forms_ / (id + ".json"))).value();
  }
  void Write(const json::Value& form) const {
    std::ofstream(forms_ / (form.value("id", "") + ".json")) << json::Dump(form);
  }
  // A field `seats` of the general form.
  void AddSeats() const {
    auto general = Form("general");
    general["version"] = 2;
    general["schema"]["properties"]["seats"] = {
        {"type", "integer"}, {"minimum", 1}, {"label", {{"ko", "좌석"}, {"en", "Seats"}}}};
    Write(general);
  }
  [[nodiscard]] support::Environment Settings() const { return {{"FORMS_DIR", forms_.string()}}; }

  // The daemon that shows queues, beside this one.
  [[nodiscard]] std::unique_ptr<support::Daemon> LaunchProcessing(
      const support::Daemon& request) const {
    const support::Environment environment{{"REDIS_URL", support::Required("TEST_REDIS_URL")},
                                           {"TENANT", prefix_.substr(0, prefix_.size() - 1)},
                                           {"KAFKA_BROKERS", brokers_.addresses},
                                           {"KAFKA_USER", brokers_.user},
                                           {"KAFKA_PASSWORD", brokers_.password},
                                           {"KAFKA_TOPIC_PREFIX", prefix_},
                                           {"KAFKA_PARTITIONS", "2"},
                                           {"REQUEST_URL", request.OperatorUrl("")},
                                           {"EMPLOYEE_URL", stand_in_.Url()}};
    EXPECT_EQ(
        support::RunToEnd(
            {.name = "approval-processing", .environment = environment, .arguments = {"--migrate"}})
            .exit_code,
        0);
    auto daemon = std::make_unique<support::Daemon>(
        support::DaemonOptions{.name = "approval-processing", .environment = environment});
    daemon->WaitReady();
    return daemon;
  }
  static json::Value TaskOf(const support::Daemon& processing,
                            std::int64_t approver,
                            std::int64_t request,
                            std::int64_t round = 1) {
    json::Value found;
    EXPECT_TRUE(support::Eventually(seconds(20), [&] {
      for (const auto& task : Get(processing, "/process/" + std::to_string(approver))) {
        if (task["requestId"] == request && task["round"] == round) found = task;
      }
      return !found.is_null();
    }));
    return found;
  }

  const fs::path forms_ = fs::temp_directory_path() / support::RandomName("forms-");
};

TEST_F(RequestForms, AFieldThatWasAddedToAFileGoesAllTheWay) {
  AddSeats();
  const auto daemon = LaunchReady(Settings());
  const auto processing = LaunchProcessing(*daemon);
  const json::Value fields{{"dueDate", "2026-12-31"}, {"seats", 12}};
  const auto body = Body({5, 9}, 3, {{"fields", fields}});
  const auto answer = Post(*daemon, body, "seats");
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto request = Parsed(answer)["requestId"].get<std::int64_t>();

  const auto document = DocumentOf(*daemon, request);
  EXPECT_EQ(document["form"], "general");
  EXPECT_EQ(document["formVersion"], 2);
  EXPECT_EQ(document["fields"], fields);
  EXPECT_EQ(Get(*daemon, "/approvals")[0]["fields"], fields);
  EXPECT_EQ(Get(*daemon, "/approvals?fields=fields")[0], (json::Value{{"fields", fields}}));
  EXPECT_EQ(Get(*daemon, "/approvals/pending/5")[0]["fields"], fields);
  const auto task = TaskOf(*processing, 5, request);
  EXPECT_EQ(task["fields"], fields);
  EXPECT_EQ(task["form"], "general");

  const auto repeated = Post(*daemon, body, "seats");
  EXPECT_EQ(repeated.body, answer.body);
  EXPECT_EQ(repeated.Header("idempotency-replayed"), "true");
  const auto other = Post(
      *daemon, Body({5, 9}, 3, {{"fields", {{"dueDate", "2026-12-31"}, {"seats", 13}}}}), "seats");
  EXPECT_EQ(other.status, 422) << "a repeat compares it";
  const auto wrong = Post(*daemon, Body({5, 9}, 3, {{"fields", {{"seats", 0}}}}));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(Parsed(wrong)["code"], "invalid-draft");
  EXPECT_EQ(Parsed(wrong)["errors"][0]["pointer"], "/fields/seats") << wrong.body;
}

TEST_F(RequestForms, ItIsPartOfWhatADecisionBindsToAndChangesWithADraft) {
  AddSeats();
  const auto daemon = LaunchReady(Settings());
  const auto processing = LaunchProcessing(*daemon);
  const auto request =
      Parsed(Post(*daemon, Body({5}, 3, {{"fields", {{"seats", 12}}}})))["requestId"]
          .get<std::int64_t>();
  const auto before = DocumentOf(*daemon, request);
  Send(Recall(before), "approval.recalled");
  ASSERT_TRUE(Becomes(*daemon, request, "finalStatus", "recalled"));
  const auto url = daemon->Url("/approvals/" + std::to_string(request));
  const auto edited =
      support::Send("PUT", url, json::Dump({{"requesterId", 3}, {"fields", {{"seats", 13}}}}));
  ASSERT_EQ(edited.status, 200) << edited.body;
  const auto after = Parsed(edited);
  EXPECT_EQ(after["fields"], (json::Value{{"seats", 13}}));
  EXPECT_NE(after["contentHash"], before["contentHash"]);
  // What was read may be sent back as it is.
  const auto same = support::Send("PUT", url, edited.body);
  EXPECT_EQ(same.status, 200) << same.body;
  EXPECT_EQ(Parsed(same)["contentHash"], after["contentHash"]);
  ASSERT_EQ(support::Send("POST", url + "/submit", R"({"requesterId":3})").status, 200);
  // Only approval-request got the recall: the task of the first round may still be open.
  EXPECT_EQ(TaskOf(*processing, 5, request, 2)["fields"], after["fields"]);
}

TEST_F(RequestForms, AFormThatWasAddedIsThereUnderBothItsNames) {
  auto trip = Form("project");
  trip["id"] = "business-trip";
  Write(trip);
  const auto daemon = LaunchReady(Settings());
  for (const json::Value& named :
       {json::Value{{"form", "business-trip"}}, json::Value{{"type", "BUSINESS_TRIP"}}}) {
    const auto answer = Post(*daemon, Body({5}, 3, named));
    ASSERT_EQ(answer.status, 201) << answer.body;
    const auto document = DocumentOf(*daemon, Parsed(answer)["requestId"].get<std::int64_t>());
    EXPECT_EQ(document["form"], "business-trip");
    EXPECT_EQ(document["type"], "BUSINESS_TRIP");
    EXPECT_EQ(document["reasonRequired"], true);
  }
}

TEST_F(RequestForms, WrongDefinitionsKeepTheDaemonFromStarting) {
  auto general = Form("general");
  general["schema"]["properties"]["dueDate"]["format"] = "day";
  Write(general);
  auto environment = Environment();
  environment["FORMS_DIR"] = forms_.string();
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, std::vector<std::string>{"--check"}}) {
    const auto finished = support::RunToEnd(
        {.name = "approval-request", .environment = environment, .arguments = arguments});
    EXPECT_EQ(finished.exit_code, 2) << finished.output;
    EXPECT_NE(finished.output.find("general.json: /schema/properties/dueDate/format must be date"),
              std::string::npos)
        << finished.output;
  }
  environment["FORMS_DIR"] = (forms_ / "nowhere").string();
  EXPECT_EQ(support::RunToEnd(
                {.name = "approval-request", .environment = environment, .arguments = {"--check"}})
                .exit_code,
            2);
}

}  // namespace
}  // namespace erp::approval_request
