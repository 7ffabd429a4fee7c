#include "common/config.h"

#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

namespace erp::config {
namespace {

struct Settings {
  std::string url;
  std::string password;
  std::string mode;
  std::int64_t port = 0;
  std::chrono::milliseconds wait{0};
};

Table MakeTable(Settings& settings) {
  Table table("daemon", "1.0", "does one thing.");
  table.Text("URL", "Where it is.", &settings.url, std::nullopt);
  table.Secret("PASSWORD", "What opens it.", &settings.password, "secret-default");
  table.OneOf("MODE", "How.", &settings.mode, "dev", {"dev", "prod"});
  table.Integer("PORT", "Where it listens.", &settings.port, 8081, {1, 65535});
  table.Milliseconds("WAIT", "How long.", &settings.wait, std::chrono::milliseconds(50), {1, 100});
  table.Check([&settings]() -> std::optional<std::string> {
    if (settings.mode == "prod" && settings.port == 8081) return "prod wants another port";
    return std::nullopt;
  });
  return table;
}

std::vector<std::string> LoadFrom(Table& table, const std::map<std::string, std::string>& values) {
  return table.Load([&](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional<std::string>(found->second);
  });
}

TEST(ConfigTable, DefaultsFillWhatIsAbsentOrEmpty) {
  Settings settings;
  auto table = MakeTable(settings);
  EXPECT_TRUE(LoadFrom(table, {{"URL", "here"}, {"PORT", ""}}).empty());
  EXPECT_EQ(settings.url, "here");
  EXPECT_EQ(settings.port, 8081);
  EXPECT_EQ(settings.wait, std::chrono::milliseconds(50));
}

TEST(ConfigTable, AllMistakesAreReportedAtOnce) {
  Settings settings;
  auto table = MakeTable(settings);
  const auto mistakes = LoadFrom(table, {{"MODE", "test"}, {"PORT", "70000"}, {"WAIT", "5s"}});
  ASSERT_EQ(mistakes.size(), 4U);
  EXPECT_EQ(mistakes[0], "URL is required: Where it is.");
  EXPECT_EQ(mistakes[1], "MODE=test must be one of dev|prod");
  EXPECT_EQ(mistakes[2], "PORT=70000 must be a whole number from 1 to 65535");
  EXPECT_EQ(mistakes[3], "WAIT=5s must be a whole number from 1 to 100");
}

TEST(ConfigTable, ASecretMayStandInAFile) {
  const auto path = std::filesystem::path(testing::TempDir()) / "config_test_secret";
  std::ofstream(path) << "from a file\nnot this\n";
  Settings settings;
  auto table = MakeTable(settings);
  EXPECT_TRUE(LoadFrom(table, {{"URL", "here"}, {"PASSWORD_FILE", path}}).empty());
  EXPECT_EQ(settings.password, "from a file");
  EXPECT_TRUE(
      LoadFrom(table, {{"URL", "here"}, {"PASSWORD", "itself"}, {"PASSWORD_FILE", path}}).empty());
  EXPECT_EQ(settings.password, "itself") << "the value itself goes first";
  std::filesystem::remove(path);
  EXPECT_EQ(
      LoadFrom(table, {{"URL", "here"}, {"PASSWORD_FILE", path}}),
      std::vector<std::string>{"PASSWORD_FILE=" + path.string() + " cannot be read, or is empty"});
  EXPECT_EQ(LoadFrom(table, {{"URL_FILE", path}}).size(), 1U) << "only what is secret";
}

TEST(ConfigTable, WhatIsNoSecretIsShownAndIsReadFromNoFile) {
  const auto path = std::filesystem::path(testing::TempDir()) / "config_test_text";
  std::ofstream(path) << "from a file\n";
  Settings settings;
  auto table = MakeTable(settings);
  table.Text("NAME", "What it is called.", &settings.mode, "plain-default");
  EXPECT_EQ(LoadFrom(table, {{"URL_FILE", path}}),
            std::vector<std::string>{"URL is required: Where it is."});
  std::filesystem::remove(path);
  const auto help = table.Help();
  EXPECT_NE(help.find("NAME (text, default plain-default)"), std::string::npos) << help;
  EXPECT_NE(help.find("MODE (dev|prod, default dev)"), std::string::npos) << help;
  EXPECT_NE(help.find("PORT (1..65535, default 8081)"), std::string::npos) << help;
  EXPECT_NE(help.find("WAIT (1..100 ms, default 50)"), std::string::npos) << help;
  EXPECT_EQ(help.find("URL_FILE"), std::string::npos) << help;
  EXPECT_NE(help.find("PASSWORD_FILE"), std::string::npos) << help;
}

TEST(ConfigTable, NumbersReachFromTheirLeastToTheirMost) {
  Settings settings;
  auto table = MakeTable(settings);
  for (const auto& [port, wait] : {std::pair("1", "1"), std::pair("65535", "100")}) {
    EXPECT_TRUE(LoadFrom(table, {{"URL", "x"}, {"PORT", port}, {"WAIT", wait}}).empty()) << port;
    EXPECT_EQ(settings.port, std::stoll(port));
    EXPECT_EQ(settings.wait, std::chrono::milliseconds(std::stoll(wait)));
  }
  for (const auto& [port, wait] : {std::pair("0", "0"), std::pair("65536", "101"),
                                   std::pair("1x", "1 "), std::pair("-1", "+1")}) {
    EXPECT_EQ(LoadFrom(table, {{"URL", "x"}, {"PORT", port}, {"WAIT", wait}}).size(), 2U) << port;
  }
}

TEST(ConfigTable, ChecksAcrossFieldsRunWhenEachFieldIsRight) {
  Settings settings;
  auto table = MakeTable(settings);
  EXPECT_EQ(LoadFrom(table, {{"URL", "x"}, {"MODE", "prod"}}),
            std::vector<std::string>{"prod wants another port"});
}

TEST(ConfigTable, HelpNeverShowsASecret) {
  Settings settings;
  const auto help = MakeTable(settings).Help();
  EXPECT_EQ(help.find("secret-default"), std::string::npos);
  EXPECT_NE(help.find("PASSWORD (text, default *****)"), std::string::npos);
  EXPECT_NE(help.find("URL (text, required)"), std::string::npos);
}

}  // namespace
}  // namespace erp::config
