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
  Session Make(SessionOptions options = {}) { return Session("s-1", options, now_); }

  static std::string Frame(const std::string& head) { return head + "\n\n" + std::string(1, '\0'); }

  // It is answered at once who it is: the header login is believed.
  std::vector<Action> Say(Session& session, const std::string& head) {
    auto actions = session.Receive(Frame(head), now_);
    const auto* who = actions.empty() ? nullptr : std::get_if<AskWho>(&actions.back());
    if (who == nullptr) return actions;
    authorization_ = who->authorization;
    if (who->login) return session.Answer(Session::Identity{*who->login, ends_}, now_);
    return session.Answer(Error{ErrorCode::kUnauthenticated, "actor-required", "Nobody is named."},
                          now_);
  }

  static const AskWho* Asked(const std::vector<Action>& actions) {
    return actions.empty() ? nullptr : std::get_if<AskWho>(&actions.back());
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

  static std::string Reason(const std::vector<Action>& actions) {
    const auto* end = actions.empty() ? nullptr : std::get_if<EndSession>(&actions.back());
    return end == nullptr ? "" : end->reason;
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
  std::optional<Session::Time> ends_;
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
      {"CONNECT\naccept-version:1.2", End::kSignInAgain, "Nobody is named."},
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

TEST_F(SessionTest, WhatComesBeforeTheAnswerWaitsForIt) {
  auto session = Make();
  const std::string subscribe = "SUBSCRIBE\ndestination:/user/queue/notifications\nid:";
  const auto connect =
      session.Receive(Frame("CONNECT\naccept-version:1.2\nlogin:7\nAuthorization:Bearer x") +
                          Frame(subscribe + "a"),
                      now_);
  ASSERT_EQ(connect.size(), 1U);
  EXPECT_EQ(std::get<AskWho>(connect[0]).authorization, "Bearer x");
  EXPECT_EQ(std::get<AskWho>(connect[0]).login, EmployeeId(7));
  EXPECT_TRUE(session.Receive(Frame(subscribe + "b"), now_).empty());
  EXPECT_TRUE(session.Tick(now_ + seconds(100)).empty()) << "CONNECT did come in time";
  EXPECT_EQ(session.user(), std::nullopt);
  const auto actions = session.Answer(Session::Identity{EmployeeId(7)}, now_);
  ASSERT_EQ(actions.size(), 3U);
  EXPECT_THAT(std::get<SendBytes>(actions[0]).bytes, testing::StartsWith("CONNECTED\n"));
  EXPECT_EQ(std::get<Follow>(actions[1]).subscription, "a");
  EXPECT_EQ(std::get<Follow>(actions[2]).subscription, "b");
  EXPECT_TRUE(session.Answer(Session::Identity{EmployeeId(8)}, now_).empty()) << "nothing is asked";
  EXPECT_EQ(session.user(), EmployeeId(7));
}

TEST_F(SessionTest, NotMuchWaitsForTheAnswer) {
  auto session = Make();
  ASSERT_NE(Asked(session.Receive(Frame("CONNECT\naccept-version:1.2\nlogin:7"), now_)), nullptr);
  EXPECT_TRUE(session.Receive(std::string(64 << 10, '\n'), now_).empty());
  ExpectRefused(session.Receive("\n", now_), End::kPolicy, "Too much came");
  EXPECT_TRUE(session.Answer(Session::Identity{EmployeeId(7)}, now_).empty());
  EXPECT_TRUE(session.Unanswered(now_).empty());
  EXPECT_TRUE(session.Withdraw({ErrorCode::kForbidden, "account-unknown", "Nobody."}).empty());

  auto patient = Make();
  for (int i = 0; i < 2; ++i) {
    const std::string again =
        i == 0 ? "CONNECT\naccept-version:1.2" : "SEND\ndestination:/app/renew";
    ASSERT_NE(Asked(patient.Receive(Frame(again), now_)), nullptr);
    EXPECT_TRUE(patient.Receive(std::string(40 << 10, '\n'), now_).empty());
    EXPECT_EQ(Ended(patient.Answer(Session::Identity{EmployeeId(7)}, now_)), std::nullopt);
  }
}

TEST_F(SessionTest, TheCodeOfTheEndSaysWhatIsWrongWithTheToken) {
  struct Case {
    ErrorCode code;
    End end;
    std::string reason;
  };
  const std::vector<Case> cases = {{ErrorCode::kUnauthenticated, End::kSignInAgain, "the-code"},
                                   {ErrorCode::kForbidden, End::kNotAllowed, "the-code"},
                                   {ErrorCode::kTooMany, End::kTryAgainLater, "A sentence."},
                                   {ErrorCode::kInvalid, End::kPolicy, "A sentence."}};
  for (const auto& test : cases) {
    auto session = Make();
    ASSERT_NE(Asked(session.Receive(Frame("CONNECT\naccept-version:1.2\nreceipt:r"), now_)),
              nullptr);
    const auto refused = session.Answer(Error{test.code, "the-code", "A sentence."}, now_);
    ExpectRefused(refused, test.end, "A sentence.");
    EXPECT_THAT(Sent(refused), HasSubstr("receipt-id:r")) << "what it answers";
    EXPECT_EQ(Reason(refused), test.reason);
    auto open = Connected();
    const auto withdrawn = open.Withdraw({test.code, "the-code", "A sentence."});
    ExpectRefused(withdrawn, test.end, "A sentence.");
    EXPECT_EQ(Reason(withdrawn), test.reason);
    EXPECT_TRUE(Say(open, "ACK\nid:1\nreceipt:r").empty()) << "it is over";
  }
}

TEST_F(SessionTest, WhoCannotBeFoundOutComesBackLater) {
  auto session = Make();
  ASSERT_NE(Asked(session.Receive(Frame("CONNECT\naccept-version:1.2"), now_)), nullptr);
  ExpectRefused(session.Unanswered(now_), End::kTryAgainLater, "cannot be found out now");
  auto idle = Connected();
  EXPECT_TRUE(idle.Unanswered(now_).empty()) << "nothing is asked";
}

TEST_F(SessionTest, EndsWhenItsTokenExpires) {
  ends_ = now_ + seconds(300);
  auto session = Connected();
  EXPECT_TRUE(session.Tick(now_ + milliseconds(299'999)).empty());
  const auto actions = session.Tick(now_ + seconds(300));
  ExpectRefused(actions, End::kSignInAgain, "expired");
  EXPECT_EQ(Reason(actions), "token-expired");
  EXPECT_TRUE(session.Tick(now_ + seconds(301)).empty());
  EXPECT_EQ(static_cast<int>(*Ended(actions)), 4401);
}

TEST_F(SessionTest, ATokenThatHasExpiredByNowConnectsNobody) {
  ends_ = now_;
  auto session = Make();
  const auto actions = Say(session, "CONNECT\naccept-version:1.2\nlogin:7");
  ExpectRefused(actions, End::kSignInAgain, "expired");
  EXPECT_EQ(session.user(), std::nullopt);
}

TEST_F(SessionTest, IsAskedForAgainByTheTokenThatItHas) {
  EXPECT_EQ(Make().authorization(), nullptr);
  EXPECT_EQ(Connected("\nAuthorization:Bearer x").authorization(), nullptr) << "it has no end";
  ends_ = now_ + seconds(300);
  const auto session = Connected("\nAuthorization:Bearer x");
  ASSERT_NE(session.authorization(), nullptr);
  EXPECT_EQ(*session.authorization(), "Bearer x");
}

TEST_F(SessionTest, ANewTokenMovesTheEnd) {
  ends_ = now_ + seconds(300);
  auto session = Connected("\nAuthorization:Bearer first");
  Say(session, "SUBSCRIBE\ndestination:/user/queue/notifications\nid:0");
  ends_ = now_ + seconds(600);
  const auto first = session.authorization();
  const auto asked = session.Receive(
      Frame("SEND\ndestination:/app/renew\nAuthorization:Bearer second\nreceipt:r"), now_);
  ASSERT_NE(Asked(asked), nullptr);
  EXPECT_EQ(Asked(asked)->authorization, "Bearer second");
  EXPECT_EQ(Asked(asked)->login, EmployeeId(7));
  const auto renewed = session.Answer(Session::Identity{EmployeeId(7), ends_}, now_);
  ASSERT_EQ(renewed.size(), 1U);
  EXPECT_EQ(Sent(renewed), Frame("RECEIPT\nreceipt-id:r"));
  EXPECT_EQ(*session.authorization(), "Bearer second");
  EXPECT_NE(session.authorization(), first);
  EXPECT_TRUE(session.Tick(now_ + seconds(599)).empty());
  EXPECT_EQ(Ended(session.Tick(now_ + seconds(600))), End::kSignInAgain);
}

TEST_F(SessionTest, ATokenThatIsNotGoodForItEndsTheSession) {
  ends_ = now_ + seconds(300);
  const std::string renew = "SEND\ndestination:/app/renew\nAuthorization:Bearer second";
  auto session = Connected();
  ASSERT_NE(Asked(session.Receive(Frame(renew), now_)), nullptr);
  const auto other = session.Answer(Session::Identity{EmployeeId(8), ends_}, now_);
  ExpectRefused(other, End::kNotAllowed, "somebody else's");
  EXPECT_EQ(Reason(other), "other-person");
  EXPECT_EQ(static_cast<int>(*Ended(other)), 4403);
  auto expired = Connected();
  ASSERT_NE(Asked(expired.Receive(Frame(renew), now_)), nullptr);
  EXPECT_EQ(Ended(expired.Answer(Session::Identity{EmployeeId(7), now_}, now_)), End::kSignInAgain);
  auto late = Connected();
  ASSERT_NE(Asked(late.Receive(Frame(renew), now_)), nullptr);
  EXPECT_EQ(Ended(late.Tick(now_ + seconds(300))), End::kSignInAgain)
      << "the old one holds until there is an answer, and no longer";
}

TEST_F(SessionTest, ANewTokenIsSentToItsDestinationAlone) {
  for (const char* destination :
       {"/app/renew/", "/app/Renew", "/app", "/user/queue/notifications"}) {
    auto session = Connected();
    ExpectRefused(Say(session, std::string("SEND\ndestination:") + destination), End::kPolicy,
                  "/app/renew");
  }
}

}  // namespace
}  // namespace erp::notification
