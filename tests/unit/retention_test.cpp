// What is promised beyond the bus lasts longer than the bus can bring a record again.
#include "kafka/retention.h"

#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "approval-processing/service.h"
#include "approval-processing/store/keys.h"
#include "approval-request/service.h"
#include "kafka/admin.h"
#include "notification/store/keys.h"
#include "support/environment.h"

namespace erp {
namespace {

TEST(Retention, ANotificationIsRememberedLongerThanItsRecordCanBeRead) {
  EXPECT_GT(notification::kRemember,
            kafka::LongestLife(approval_request::kApprovalNotificationsKept));
}

TEST(Retention, ATombstoneOutlivesEveryEventThatCouldOpenTheTaskAgain) {
  EXPECT_GT(approval_processing::kTombstoneLife,
            kafka::LongestLife(approval_request::kApprovalRequestsKept));
}

TEST(Retention, ARecordLeavesItsTopicADayAfterItsTimeAtMost) {
  const auto settings = kafka::Kept(std::chrono::days(7));
  EXPECT_EQ(settings.at("retention.ms"), "604800000");
  EXPECT_EQ(settings.at("segment.ms"), "86400000");
  for (const auto& topic : kafka::WithDeadLetters({{"a", 3, 1, settings}})) {
    EXPECT_EQ(topic.config.at("segment.ms"), "86400000") << topic.name;
  }
}

TEST(Retention, TheContractNamesTheSettingsThatTheTopicsGet) {
  const auto text = test::ReadFile(test::SourceDir() / "proto/events/asyncapi.yaml");
  const auto named = [&](const std::string& topic, std::chrono::hours kept) {
    const auto at = text.find("topic: " + topic + "\n");
    ASSERT_NE(at, std::string::npos) << topic;
    const auto settings = text.substr(at, text.find("bindingVersion", at) - at);
    for (const auto& [name, value] : kafka::Kept(kept)) {
      EXPECT_NE(settings.find(name + ": " + value), std::string::npos) << topic << " " << name;
    }
  };
  named("approval-requests", approval_request::kApprovalRequestsKept);
  named("approval-results", approval_processing::kApprovalResultsKept);
  named("approval-notifications", approval_request::kApprovalNotificationsKept);
}

}  // namespace
}  // namespace erp
