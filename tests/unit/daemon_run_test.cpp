// The skeleton of the daemons: what its command line does, and the order of starting and stopping.
#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/daemon.h"
#include "support/daemon.h"

namespace erp::daemon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Config : Settings {
  std::string colour;
};

// What happened, in its order.
using Diary = std::vector<std::string>;

Part Written(Diary& diary, const std::string& name) {
  return {name, [&diary, name] { diary.push_back("start " + name); },
          [&diary, name] { diary.push_back("stop " + name); }};
}

// Asks the daemon to stop once everything before it has started: the signal is blocked by then.
Part AskToStop() {
  return {"signal", [] { raise(SIGTERM); }, {}};
}

int Call(std::vector<std::string> arguments, const Spec<Config>& spec) {
  arguments.insert(arguments.begin(), "sample");
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  return Main<Config>(static_cast<int>(pointers.size()), pointers.data(), spec);
}

class DaemonTest : public testing::Test {
 protected:
  DaemonTest() {
    setenv("AUTH_MODE", "dev", 1);
    setenv("HTTP_PORT", std::to_string(test::FreePort()).c_str(), 1);
    setenv("OPERATOR_PORT", std::to_string(test::FreePort()).c_str(), 1);
  }
  ~DaemonTest() override {
    unsetenv("AUTH_MODE");
    unsetenv("HTTP_PORT");
    unsetenv("OPERATOR_PORT");
  }

  Spec<Config> Running(std::function<std::vector<Part>()> parts) {
    return {
        {"sample", "does one thing", 1, 2},
        [](config::Table& table, Config& config) {
          table.Text("COLOUR", "Of the sample.", &config.colour, "red");
          table.Check([&config] {
            return config.colour == "grey" ? std::optional<std::string>("COLOUR is no colour")
                                           : std::nullopt;
          });
        },
        [](const Config& config) { return "painted " + config.colour; },
        [this, parts = std::move(parts)](const Config&, Daemon& daemon) {
          daemon.health().Add("always", [] { return std::nullopt; });
          ran = true;
          daemon.Run({http::Router(daemon.actors()), http::Router(daemon.actors()), 4}, parts());
        }};
  }

  Diary diary;
  bool ran = false;
};

TEST_F(DaemonTest, PartsStartInTheirOrderAndStopInTheReverse) {
  EXPECT_EQ(Call({}, Running([this] {
                   return std::vector<Part>{Written(diary, "relay"), Written(diary, "consumer"),
                                            AskToStop()};
                 })),
            0);
  EXPECT_THAT(diary, ElementsAre("start relay", "start consumer", "stop consumer", "stop relay"));
}

TEST_F(DaemonTest, AStartThatFailsStopsEverythingAndIsSaidInOneLine) {
  testing::internal::CaptureStderr();
  const int exit_code =
      Call({}, Running([this] {
             Part broken = Written(diary, "broken");
             broken.start = [] { throw std::runtime_error("no bus there"); };
             return std::vector<Part>{Written(diary, "relay"), broken, Written(diary, "consumer")};
           }));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "sample: no bus there\n");
  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(diary, ElementsAre("start relay", "stop consumer", "stop broken", "stop relay"));
}

TEST_F(DaemonTest, MigrateSaysWhatIsThereAndRunsNothing) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(Call({"--migrate"}, Running([] { return std::vector<Part>{}; })), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "sample: migrated: painted red\n");
  EXPECT_FALSE(ran);
}

TEST_F(DaemonTest, HelpShowsTheRowsOfEveryDaemonAndItsOwn) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(Call({"--help"}, Running([] { return std::vector<Part>{}; })), 0);
  const std::string help = testing::internal::GetCapturedStdout();
  EXPECT_THAT(help, HasSubstr("does one thing"));
  EXPECT_THAT(help, HasSubstr("HTTP_PORT"));
  EXPECT_THAT(help, HasSubstr("COLOUR"));
  EXPECT_FALSE(ran);
}

TEST_F(DaemonTest, MistakesAreSaidBeforeAnythingIsBuilt) {
  setenv("COLOUR", "grey", 1);
  testing::internal::CaptureStderr();
  EXPECT_EQ(Call({}, Running([] { return std::vector<Part>{}; })), 2);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "sample: COLOUR is no colour\n");
  unsetenv("COLOUR");
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace erp::daemon
