// The STOMP session: frames and time in, actions out.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "notification/domain/session.h"

namespace erp::notification {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

class SessionTest : public testing::Test {
 protected:
  Session Make(SessionOptions options = {}) {
    return Session(
        "s-1", options,
        [this](const std::string& authorization,
               std::optional<EmployeeId> login) -> Result<EmployeeId> {
          authorization_ = authorization;
          if (login) return *login;
          return Error{ErrorCode::kUnauthenticated, "actor-required", "Nobody is named."};
        },
        now_);
  }

  static std::string Frame(const std::string& head) { return head + "\n\n" + std::string(1, '\0'); }

  std::vector<Action> Say(Session& session, const std::string& head) {
    return session.Receive(Frame(head), now_);
  }

  Session Connected(const std::string& headers = "", SessionOptions options = {}) {
    auto session = Make(options);
    const auto actions = Say(session, "CONNECT\naccept-version:1.2\nlogin:7" + headers);
    EXPECT_EQ(actions.size(), 1U);
    return session;
  }

  static std::string Sent(const std::vector<Action>& actions) {
    std::string bytes;
    for (const auto& action : actions) {
      if (const auto* send = std::get_if<SendBytes>(&action)) bytes += send->bytes;
    }
    return bytes;
  }

  static std::optional<End> Ended(const std::vector<Action>& actions) {
    if (actions.empty()) return std::nullopt;
    const auto* end = std::get_if<EndSession>(&actions.back());
    return end == nullptr ? std::nullopt : std::optional<End>(end->code);
  }

  // An ERROR frame that says why, and the end.
  static void ExpectRefused(const std::vector<Action>& actions, End code, const std::string& why) {
    EXPECT_THAT(Sent(actions), testing::StartsWith("ERROR\n")) << why;
    EXPECT_THAT(Sent(actions), HasSubstr(why));
    EXPECT_EQ(Ended(actions), code) << why;
  }

  Session::Time now_{};
  std::string authorization_;
};

TEST_F(SessionTest, ConnectIsAnsweredWithWhoItIs) {
  auto session = Make();
  EXPECT_EQ(session.user(), std::nullopt);
  const auto actions =
      Say(session,
          "CONNECT\naccept-version:1.0,1.1,1.2\nhost:approval\nlogin:7\nAuthorization:Bearer x.y\n"
          "heart-beat:0,0");
  const std::string answer = Sent(actions);
  EXPECT_THAT(answer, testing::StartsWith("CONNECTED\nversion:1.2\n"));
  EXPECT_THAT(answer, HasSubstr("\nsession:s-1\n"));
  EXPECT_THAT(answer, HasSubstr("\nuser-name:7\n"));
  EXPECT_THAT(answer, HasSubstr("\nheart-beat:10000,10000\n"));
  EXPECT_EQ(session.user(), EmployeeId(7));
  EXPECT_EQ(authorization_, "Bearer x.y");
}

TEST_F(SessionTest, StompIsAnotherWordForConnect) {
  auto session = Make();
  EXPECT_THAT(Sent(Say(session, "STOMP\naccept-version:1.2\nlogin:7")), HasSubstr("CONNECTED"));
}

TEST_F(SessionTest, ConnectIsRefusedWhen) {
  struct Case {
    std::string frame;
    End code;
    std::string why;
  };
  const std::vector<Case> cases = {
      {"CONNECT\nlogin:7", End::kProtocolError, "Only STOMP 1.2"},
      {"CONNECT\naccept-version:1.0,1.1\nlogin:7", End::kProtocolError, "Only STOMP 1.2"},
      {"CONNECT\naccept-version:1.20\nlogin:7", End::kProtocolError, "Only STOMP 1.2"},
      {"CONNECT\naccept-version:1.2", End::kPolicy, "Nobody is named."},
      {"CONNECT\naccept-version:1.2\nlogin:kim", End::kPolicy, "not the id of a person"},
      {"CONNECT\naccept-version:1.2\nlogin:0", End::kPolicy, "not the id of a person"},
      {"CONNECT\naccept-version:1.2\nlogin:-7", End::kPolicy, "not the id of a person"},
      {"CONNECT\naccept-version:1.2\nlogin:7\nheart-beat:5", End::kProtocolError, "heart-beat"},
      {"CONNECT\naccept-version:1.2\nlogin:7\nheart-beat:-1,5", End::kProtocolError, "heart-beat"},
      {"CONNECT\naccept-version:1.2\nlogin:7\nheart-beat:1,9999999999", End::kProtocolError,
       "heart-beat"},
  };
  for (const auto& test : cases) {
    auto session = Make();
    ExpectRefused(Say(session, test.frame), test.code, test.why);
    EXPECT_EQ(session.user(), std::nullopt);
  }
}

TEST_F(SessionTest, NothingIsServedBeforeConnect) {
  for (const char* frame : {"SUBSCRIBE\nid:0\ndestination:/user/queue/notifications",
                            "DISCONNECT\nreceipt:1", "SEND\ndestination:/a", "UNSUBSCRIBE\nid:0"}) {
    auto session = Make();
    ExpectRefused(Say(session, frame), End::kPolicy, "The first frame must be CONNECT.");
  }
}

TEST_F(SessionTest, SecondConnectEndsTheSession) {
  auto session = Connected();
  ExpectRefused(Say(session, "CONNECT\naccept-version:1.2\nlogin:8"), End::kProtocolError,
                "connected already");
  EXPECT_EQ(session.user(), EmployeeId(7));
}

TEST_F(SessionTest, SubscribeFollowsTheOwnQueue) {
  auto session = Connected();
  const auto actions = Say(session,
                           "SUBSCRIBE\nid:sub-0\ndestination:/user/queue/notifications\n"
                           "last-seq:3f2a\\c17\nreceipt:r1\nack:auto");
  ASSERT_EQ(actions.size(), 1U);
  const auto& follow = std::get<Follow>(actions[0]);
  EXPECT_EQ(follow.subscription, "sub-0");
  EXPECT_EQ(follow.last, (Cursor{"3f2a", 17}));
  EXPECT_EQ(follow.receipt, "r1") << "due once it is live, not now";
}

TEST_F(SessionTest, SubscribeTakesABareNumberAndNothingAtAll) {
  auto session = Connected();
  const std::string own = "SUBSCRIBE\ndestination:/user/queue/notifications\nid:";
  EXPECT_EQ(std::get<Follow>(Say(session, own + "a\nlast-seq:0")[0]).last, (Cursor{"", 0}));
  EXPECT_EQ(std::get<Follow>(Say(session, own + "b\nlast-seq:12")[0]).last, (Cursor{"", 12}));
  EXPECT_EQ(std::get<Follow>(Say(session, own + "c")[0]).last, std::nullopt);
}

TEST_F(SessionTest, SubscribeIsRefusedWhen) {
  const std::string own = "SUBSCRIBE\ndestination:/user/queue/notifications\n";
  struct Case {
    std::string frame;
    End code;
    std::string why;
  };
  const std::vector<Case> cases = {
      {own + "ack:auto", End::kProtocolError, "needs a header id"},
      {own + "id:", End::kProtocolError, "needs a header id"},
      {own + "id:" + std::string(101, 'x'), End::kProtocolError, "needs a header id"},
      {"SUBSCRIBE\nid:0", End::kPolicy, "Only /user/queue/notifications"},
      {"SUBSCRIBE\nid:0\ndestination:/topic/all", End::kPolicy, "Only /user/queue/notifications"},
      {"SUBSCRIBE\nid:0\ndestination:/user/8/queue/notifications", End::kPolicy,
       "Only /user/queue/notifications"},
      {"SUBSCRIBE\nid:0\ndestination:/user/queue/notifications/", End::kPolicy,
       "Only /user/queue/notifications"},
      {own + "id:0\nack:client", End::kProtocolError, "ack:auto"},
      {own + "id:0\nlast-seq:x", End::kProtocolError, "last-seq"},
      {own + "id:0\nlast-seq:-1", End::kProtocolError, "last-seq"},
      {own + "id:0\nlast-seq:\\c5", End::kProtocolError, "last-seq"},
      {own + "id:0\nreceipt:" + std::string(101, 'x'), End::kProtocolError, "receipt is too long"},
  };
  for (const auto& test : cases) {
    auto session = Connected();
    ExpectRefused(Say(session, test.frame), test.code, test.why);
  }
}

TEST_F(SessionTest, SubscriptionIdsAreUniqueAndFew) {
  const std::string own = "SUBSCRIBE\ndestination:/user/queue/notifications\nid:";
  auto session = Connected();
  Say(session, own + "0");
  ExpectRefused(Say(session, own + "0"), End::kProtocolError, "in use");
  auto other = Connected();
  for (int i = 0; i < 4; ++i) EXPECT_EQ(Ended(Say(other, own + std::to_string(i))), std::nullopt);
  ExpectRefused(Say(other, own + "4"), End::kPolicy, "too many");
}

TEST_F(SessionTest, UnsubscribeFreesTheId) {
  const std::string own = "SUBSCRIBE\ndestination:/user/queue/notifications\nid:0";
  auto session = Connected();
  Say(session, own);
  const auto actions = Say(session, "UNSUBSCRIBE\nid:0\nreceipt:r2");
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(std::get<Unfollow>(actions[0]).subscription, "0");
  EXPECT_EQ(Sent(actions), Frame("RECEIPT\nreceipt-id:r2"));
  EXPECT_TRUE(std::holds_alternative<Follow>(Say(session, own)[0]));
  EXPECT_TRUE(Say(session, "UNSUBSCRIBE\nid:unknown").empty());
}

TEST_F(SessionTest, AcknowledgementsHaveNoEffect) {
  auto session = Connected();
  EXPECT_TRUE(Say(session, "ACK\nid:1").empty());
  EXPECT_EQ(Sent(Say(session, "NACK\nid:1\nreceipt:r")), Frame("RECEIPT\nreceipt-id:r"));
}

TEST_F(SessionTest, SendAndTransactionsAreRefused) {
  for (const char* frame : {"SEND\ndestination:/user/queue/notifications\nreceipt:77",
                            "BEGIN\ntransaction:1", "COMMIT\ntransaction:1", "MESSAGE\nid:1"}) {
    auto session = Connected();
    const auto actions = Say(session, frame);
    EXPECT_THAT(Sent(actions), testing::StartsWith("ERROR\n")) << frame;
    EXPECT_NE(Ended(actions), std::nullopt) << frame;
  }
  auto session = Connected();
  EXPECT_THAT(Sent(Say(session, "SEND\nreceipt:77")), HasSubstr("\nreceipt-id:77\n"));
}

TEST_F(SessionTest, DisconnectIsAcknowledgedThenEnds) {
  auto session = Connected();
  const auto actions = Say(session, "DISCONNECT\nreceipt:bye");
  EXPECT_EQ(Sent(actions), Frame("RECEIPT\nreceipt-id:bye"));
  EXPECT_EQ(Ended(actions), End::kNormal);
  EXPECT_TRUE(Say(session, "SEND\na:b").empty()) << "nothing is done after the end";
}

TEST_F(SessionTest, GarbageEndsTheSessionAndWhatFollowsIsIgnored) {
  auto session = Connected("\nheart-beat:0,10000");
  ExpectRefused(session.Receive("nonsense\n\n", now_), End::kProtocolError, "not a command");
  EXPECT_TRUE(session.Receive("more", now_).empty());
  EXPECT_TRUE(session.Receive(Frame("DISCONNECT"), now_).empty());
  EXPECT_TRUE(session.Tick(now_ + seconds(100)).empty()) << "no heart-beat either";
}

TEST_F(SessionTest, ASessionThatEndedBeforeConnectIsNotEndedAgain) {
  auto session = Make();
  ExpectRefused(Say(session, "DISCONNECT"), End::kPolicy, "The first frame must be CONNECT.");
  EXPECT_TRUE(session.Tick(now_ + seconds(100)).empty());
  EXPECT_TRUE(Say(session, "CONNECT\naccept-version:1.2\nlogin:7").empty());
  EXPECT_EQ(session.user(), std::nullopt);
  auto silent = Make();
  ExpectRefused(silent.Tick(now_ + seconds(5)), End::kPolicy, "No CONNECT");
  EXPECT_TRUE(silent.Tick(now_ + seconds(100)).empty());
}

TEST_F(SessionTest, ADisconnectedSessionSendsNoHeartBeat) {
  auto session = Connected("\nheart-beat:0,10000");
  EXPECT_EQ(Ended(Say(session, "DISCONNECT")), End::kNormal);
  EXPECT_TRUE(session.Tick(now_ + seconds(100)).empty());
}

TEST_F(SessionTest, AnAnswerIsAHeartBeatAndWhatIsOnlyReceivedIsNot) {
  auto session = Connected("\nheart-beat:0,20000");
  now_ += seconds(10);
  EXPECT_TRUE(Say(session, "ACK\nid:1").empty());
  EXPECT_EQ(Sent(session.Tick(now_ + seconds(9))), "\n") << "nothing was sent since CONNECTED";
  now_ += seconds(10);
  EXPECT_FALSE(Say(session, "ACK\nid:1\nreceipt:r").empty());
  EXPECT_TRUE(session.Tick(now_ + milliseconds(18'999)).empty());
  EXPECT_EQ(Sent(session.Tick(now_ + seconds(19))), "\n");
}

TEST_F(SessionTest, NamesMayHaveAHundredBytes) {
  const std::string hundred(100, 'x');
  auto session = Connected();
  EXPECT_TRUE(std::holds_alternative<Follow>(
      Say(session, "SUBSCRIBE\ndestination:/user/queue/notifications\nid:" + hundred)[0]));
  EXPECT_EQ(Sent(Say(session, "ACK\nid:1\nreceipt:" + hundred)),
            Frame("RECEIPT\nreceipt-id:" + hundred));
}

TEST_F(SessionTest, AReceiptOfAHundredBytesIsTheLongest) {
  auto session = Connected();
  ExpectRefused(Say(session, "ACK\nid:1\nreceipt:" + std::string(101, 'x')), End::kProtocolError,
                "receipt is too long");
}

TEST_F(SessionTest, AHeartBeatOfAnHourIsTheLongest) {
  for (const auto& [interval, taken] : {std::pair("3600000", true), std::pair("3600001", false),
                                        std::pair("", false), std::pair("1x", false)}) {
    for (const std::string& value : {std::string("0,") + interval, interval + std::string(",0")}) {
      auto session = Make();
      const auto actions =
          Say(session, "CONNECT\naccept-version:1.2\nlogin:7\nheart-beat:" + value);
      EXPECT_EQ(!Ended(actions), taken) << value;
    }
  }
}

TEST_F(SessionTest, FramesAfterTheEndInTheSameMessageAreIgnored) {
  auto session = Connected();
  const auto actions = session.Receive(
      Frame("DISCONNECT") + Frame("SUBSCRIBE\nid:0\ndestination:/user/queue/notifications"), now_);
  EXPECT_EQ(actions.size(), 1U);
}

TEST_F(SessionTest, SilenceBeforeConnectEnds) {
  auto session = Make();
  EXPECT_TRUE(session.Tick(now_ + milliseconds(4'999)).empty());
  ExpectRefused(session.Tick(now_ + seconds(5)), End::kPolicy, "No CONNECT");
}

TEST_F(SessionTest, HeartBeatsAreSentAsAgreed) {
  auto session = Connected("\nheart-beat:0,20000");
  EXPECT_TRUE(session.Tick(now_ + seconds(18)).empty());
  EXPECT_EQ(Sent(session.Tick(now_ + seconds(19))), "\n");
  EXPECT_TRUE(session.Tick(now_ + seconds(20)).empty());
  session.NoteSent(now_ + seconds(30));
  EXPECT_TRUE(session.Tick(now_ + seconds(40)).empty()) << "a message is a heart-beat too";
  EXPECT_EQ(Sent(session.Tick(now_ + seconds(49))), "\n");
}

TEST_F(SessionTest, HeartBeatsAreNeitherSentNorExpectedWhenNotWished) {
  auto session = Connected("\nheart-beat:0,0");
  EXPECT_TRUE(session.Tick(now_ + std::chrono::hours(10)).empty());
  auto without_header = Connected();
  EXPECT_TRUE(without_header.Tick(now_ + std::chrono::hours(10)).empty());
}

TEST_F(SessionTest, ClientThatPromisedHeartBeatsAndSendsThemLateStays) {
  auto session = Connected("\nheart-beat:10000,0");
  for (int minute = 0; minute < 60; ++minute) {
    for (int second = 0; second < 60; ++second) {
      now_ += seconds(1);
      EXPECT_TRUE(session.Tick(now_).empty());
    }
    EXPECT_TRUE(session.Receive("\n", now_).empty());
  }
}

}  // namespace
}  // namespace erp::notification
