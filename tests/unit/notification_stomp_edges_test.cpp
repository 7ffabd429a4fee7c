// The first and the last letter, byte and beat that STOMP takes here.
#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "notification/domain/session.h"
#include "notification/domain/stomp.h"

namespace erp::notification {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::StartsWith;

std::string Frame(const std::string& head) { return head + "\n\n" + std::string(1, '\0'); }

bool Parses(const std::string& bytes, stomp::Parser parser = stomp::Parser()) {
  return parser.Feed(bytes).ok();
}

TEST(StompEdges, ACommandIsOfCapitalLettersFromFirstToLast) {
  for (const char* command : {"AZ", "A", "Z", "SEND"}) EXPECT_TRUE(Parses(Frame(command)));
  for (const char* other : {"A@", "A[", "a", "z", "A Z", "A1"}) EXPECT_FALSE(Parses(Frame(other)));
}

TEST(StompEdges, EveryEscapeIsReadAndWritten) {
  stomp::Parser parser;
  const auto frames = parser.Feed(Frame("SEND\na\\cb:1\\r2\\n3\\c4\\\\5"));
  ASSERT_TRUE(frames.ok());
  EXPECT_EQ(frames->at(0).Header("a:b"), "1\r2\n3:4\\5");
  EXPECT_EQ(stomp::Encode({"SEND", {{"a:b", "1\r2\n3:4\\5"}}}),
            Frame("SEND\na\\cb:1\\r2\\n3\\c4\\\\5"));
  EXPECT_FALSE(Parses(Frame("SEND\na:b\\")));
  EXPECT_FALSE(Parses(Frame("SEND\na:b\\t")));
}

TEST(StompEdges, AStreamThatIsBrokenStaysSo) {
  stomp::Parser parser;
  EXPECT_FALSE(parser.Feed("broken\n").ok());
  const auto after = parser.Feed(Frame("SEND"));
  ASSERT_FALSE(after.ok());
  EXPECT_THAT(after.error().message.English(), HasSubstr("broken before"));
}

TEST(StompEdges, ABodyOfTheLengthThatWasNamedEndsWithItsNul) {
  const std::string head = "SEND\ncontent-length:3\n\n";
  stomp::Parser parser;
  EXPECT_TRUE(parser.Feed(head + "abc")->empty()) << "its NUL has yet to come";
  const auto frames = parser.Feed(std::string(1, '\0'));
  ASSERT_TRUE(frames.ok());
  ASSERT_EQ(frames->size(), 1U);
  EXPECT_EQ(frames->at(0).body, "abc");
  EXPECT_FALSE(Parses(head + "abcd"));
  EXPECT_FALSE(Parses("SEND\ncontent-length:3x\n\nabc" + std::string(1, '\0')));
  EXPECT_FALSE(Parses("SEND\ncontent-length:\n\n" + std::string(1, '\0')));
}

struct SessionEdges : testing::Test {
  Session Connected(const std::string& headers, SessionOptions options = {}) {
    Session session("s-1", options, now);
    connected = Connect(session, "CONNECT\naccept-version:1.2\nlogin:7\n" + headers);
    return session;
  }
  // What is answered where it is known at once who it is.
  std::string Connect(Session& session, const std::string& frame) const {
    auto bytes = Bytes(session.Receive(Frame(frame), now));
    return bytes + Bytes(session.Answer(Session::Identity{EmployeeId(7)}, now));
  }
  static std::string Bytes(const std::vector<Action>& actions) {
    std::string bytes;
    for (const auto& action : actions) {
      if (const auto* send = std::get_if<SendBytes>(&action)) bytes += send->bytes;
    }
    return bytes;
  }
  // After how long without anything else the first heart-beat is sent, in milliseconds; 0: never.
  int FirstBeat(const std::string& wanted, SessionOptions options = {}) {
    auto session = Connected("heart-beat:" + wanted, options);
    for (int ms = 1; ms < 100'000; ++ms) {
      if (!session.Tick(now + milliseconds(ms)).empty()) return ms;
    }
    return 0;
  }

  Session::Time now{};
  std::string connected;
};

TEST_F(SessionEdges, TheSlowerOfBothHeartBeatsIsAgreedAndSentASecondEarly) {
  EXPECT_EQ(FirstBeat("0,20000"), 19'000);
  EXPECT_EQ(FirstBeat("0,5000"), 9'000);
  EXPECT_EQ(FirstBeat("0,1"), 9'000);
  EXPECT_EQ(FirstBeat("5000,0"), 0) << "the client wants none";
  EXPECT_EQ(FirstBeat("0,5000", {.heart_beat = milliseconds(0)}), 0) << "we offer none";
  EXPECT_THAT(connected, HasSubstr("heart-beat:0,0"));
}

TEST_F(SessionEdges, AHeartBeatIsTwoIntervals) {
  for (const char* wrong : {"", "1", "1,", ",1", "-1,0", "0,-1", "1,2,3", "1 ,2", "a,b"}) {
    (void)Connected(std::string("heart-beat:") + wrong);
    EXPECT_THAT(connected, StartsWith("ERROR")) << wrong;
  }
}

TEST_F(SessionEdges, UnsubscribeNamesItsSubscription) {
  auto session = Connected("heart-beat:0,0");
  const auto bytes = Bytes(session.Receive(Frame("UNSUBSCRIBE\nreceipt:r"), now));
  EXPECT_THAT(bytes, StartsWith("ERROR"));
  EXPECT_THAT(bytes, HasSubstr("UNSUBSCRIBE needs a header id."));
}

TEST_F(SessionEdges, AVersionIsNamedWholeInTheList) {
  for (const auto& [versions, taken] :
       {std::pair("1.2", true), std::pair("1.1,1.2", true), std::pair("1.2,1.3", true),
        std::pair("1.20", false), std::pair("1.1", false), std::pair("", false)}) {
    Session session("s-1", {}, now);
    const auto bytes = Connect(session, std::string("CONNECT\naccept-version:") + versions);
    EXPECT_EQ(bytes.starts_with("CONNECTED"), taken) << versions;
  }
}

}  // namespace
}  // namespace erp::notification
