// Bodies that are streamed to their handlers, sent by clients that lie, drip, vanish or never end.
#include <atomic>
#include <string>
#include <thread>

#include "http_upload_fixture.h"

namespace erp::http {
namespace {

// Sends the piece again and again until it is told to end or the server takes no more.
class Endless {
 public:
  Endless(const RawConnection& connection, std::string piece, std::chrono::milliseconds pause)
      : thread_([this, &connection, piece = std::move(piece), pause] {
          for (auto rest = piece; !ended_; rest = rest.empty() ? piece : rest) {
            rest.erase(0, connection.SendWhatFits(rest));
            std::this_thread::sleep_for(pause);  // the client that is meant here is slow
          }
        }) {}
  ~Endless() {
    ended_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

class HttpUploadAbuse : public HttpUploads {
 protected:
  // One place for uploads, so that one which is not given back shows.
  void ServeOne(ServerOptions options = {}) {
    options.threads = 2;
    options.uploads = 1;
    Serve(std::move(options));
  }
  void ExpectTheNextIsTaken() {
    EXPECT_TRUE(test::Eventually(
        kTimeout, [this] { return Is(Ask(Sized("/files/next", "abc", kClose)), "200"); }));
    EXPECT_TRUE(test::Eventually(kTimeout, [this] { return Held() == 0; }));
  }
  // What a whole request is answered, and what the handler was told.
  void ExpectCut(const std::string& request, const std::string& status, Why why) {
    ServeOne();
    const auto answer = Ask(request);
    EXPECT_TRUE(Is(answer, status)) << answer;
    EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos) << answer;
    EXPECT_TRUE(HandlerMet(why));
    ExpectTheNextIsTaken();
  }
};

TEST_F(HttpUploadAbuse, ALengthThatPromisesMoreThanComesIsNoWholeBody) {
  ServeOne();
  {
    const RawConnection liar(server_->port());
    liar.Send(Head("/files/a", "Content-Length: 1000\r\n") + "abc");
    liar.EndSending();
    EXPECT_EQ(liar.ReadToEnd(), "");
  }
  EXPECT_TRUE(HandlerMet(Why::kGone));
  ExpectTheNextIsTaken();
}

TEST_F(HttpUploadAbuse, ALengthThatPromisesLessEndsTheBodyThere) {
  ServeOne();
  const auto answers = Ask(Head("/files/a", "Content-Length: 3\r\n") + "abcdefgh\r\n\r\n");
  EXPECT_TRUE(Is(answers, "200")) << answers;
  EXPECT_NE(answers.find(SumOf("abc")), std::string::npos) << answers;
  EXPECT_NE(answers.find("HTTP/1.1 400", 1), std::string::npos) << "the rest is no request";
  ExpectTheNextIsTaken();
}

TEST_F(HttpUploadAbuse, AClientThatVanishesFreesItsHandler) {
  ServeOne();
  {
    const RawConnection client(server_->port());
    client.Send(Head("/held/a", kChunked) + Chunk("abc"));
    ASSERT_TRUE(barrier_.WaitForInside(1));
  }
  barrier_.Open();
  EXPECT_TRUE(HandlerMet(Why::kGone));
  ExpectTheNextIsTaken();
}

TEST_F(HttpUploadAbuse, ChunksWithoutTheirLastOneAreNoWholeBody) {
  ServeOne();
  {
    const RawConnection client(server_->port());
    client.Send(Head("/files/a", kChunked) + Chunk("abc"));
    client.EndSending();
    EXPECT_EQ(client.ReadToEnd(), "");
  }
  EXPECT_TRUE(HandlerMet(Why::kGone));
}

TEST_F(HttpUploadAbuse, GarbageInsteadOfAChunk) {
  ExpectCut(Head("/files/a", kChunked) + Chunk("abc") + "zz\r\nabc\r\n", "400", Why::kMalformed);
}

TEST_F(HttpUploadAbuse, AChunkThatIsLongerThanItSays) {
  ExpectCut(Head("/files/a", kChunked) + "3\r\nabcdef\r\n0\r\n\r\n", "400", Why::kMalformed);
}

TEST_F(HttpUploadAbuse, AnExtensionOfAChunkWithoutEnd) {
  ExpectCut(Head("/files/a", kChunked) + "3;x=" + std::string(30'000, 'y'), "400", Why::kMalformed);
}

TEST_F(HttpUploadAbuse, FieldsAfterTheLastChunkWithoutEnd) {
  std::string fields;
  for (int i = 0; i < 3000; ++i) fields += "X-Y: z\r\n";
  ExpectCut(Head("/files/a", kChunked) + Chunk("abc") + "0\r\n" + fields, "400", Why::kMalformed);
}

TEST_F(HttpUploadAbuse, AChunkOfMoreThanTheLimit) {
  ExpectCut(Head("/files/a", kChunked) + "7fffffffffffffff\r\nabc", "413", Why::kTooLarge);
}

TEST_F(HttpUploadAbuse, AChunkOfMoreThanAnyNumber) {
  ExpectCut(Head("/files/a", kChunked) + "fffffffffffffffff\r\nabc", "400", Why::kMalformed);
}

TEST_F(HttpUploadAbuse, ABodyThatNeverEndsIs413OnceItIsOverTheLimit) {
  ServeOne();
  const RawConnection client(server_->port());
  client.Send(Head("/files/a", kChunked));
  std::string answer;
  {
    const Endless sending(client, Chunk(std::string(64 * 1024, 'x')), milliseconds(0));
    answer = client.Read(12);
  }
  EXPECT_TRUE(Is(answer, "413")) << answer;
  EXPECT_TRUE(HandlerMet(Why::kTooLarge));
  ExpectTheNextIsTaken();
}

TEST_F(HttpUploadAbuse, TheLimitCountsAllChunksTogether) {
  std::string body;
  for (std::size_t sent = 0; sent <= kMaxBytes; sent += 50'000) {
    body += Chunk(std::string(50'000, 'x'));
  }
  ExpectCut(Head("/files/a", kChunked) + body + "0\r\n\r\n", "413", Why::kTooLarge);
}

TEST_F(HttpUploadAbuse, ExactlyTheLimitIsTaken) {
  ServeOne();
  const auto body = Body(kMaxBytes);
  EXPECT_TRUE(Ask(Sized("/files/a", body, kClose)).ends_with(SumOf(body)));
  const auto chunked = Head("/files/a", std::string(kChunked) + kClose) +
                       Chunk(body.substr(0, 1'000'000)) + Chunk(body.substr(1'000'000)) +
                       "0\r\n\r\n";
  EXPECT_TRUE(Ask(chunked).ends_with(SumOf(body)));
}

TEST_F(HttpUploadAbuse, ABodyThatDripsIs408) {
  ServeOne({.body_within = milliseconds(200)});
  const RawConnection client(server_->port());
  client.Send(Head("/files/a", "Content-Length: 1000000\r\n"));
  std::string answer;
  {
    const Endless drip(client, "x", milliseconds(10));
    answer = client.Read(12);
  }
  EXPECT_TRUE(Is(answer, "408")) << answer;
  EXPECT_TRUE(HandlerMet(Why::kTooSlow));
  ExpectTheNextIsTaken();
}

TEST_F(HttpUploadAbuse, ChunksThatDripAre408) {
  ServeOne({.body_within = milliseconds(200)});
  const RawConnection client(server_->port());
  client.Send(Head("/files/a", kChunked));
  std::string answer;
  {
    const Endless drip(client, Chunk("x"), milliseconds(10));
    answer = client.Read(12);
  }
  EXPECT_TRUE(Is(answer, "408")) << answer;
  EXPECT_TRUE(HandlerMet(Why::kTooSlow));
  ExpectTheNextIsTaken();
}

TEST_F(HttpUploadAbuse, ABodyThatStopsComingIs408) {
  ServeOne({.body_within = milliseconds(50)});
  const auto answer = Ask(Head("/files/a", "Content-Length: 10\r\n") + "x");
  EXPECT_TRUE(Is(answer, "408")) << answer;
  EXPECT_TRUE(HandlerMet(Why::kTooSlow));
}

TEST_F(HttpUploadAbuse, ASteadyClientIsTakenHoweverLongItNeeds) {
  ServeOne({.body_within = milliseconds(150), .slowest_sender = 1'000});
  const RawConnection client(server_->port());
  const auto body = Body(10'000);
  client.Send(Head("/files/a", std::string(kClose) + "Content-Length: 10000\r\n"));
  for (std::size_t at = 0; at < body.size(); at += 500) {
    client.Send(body.substr(at, 500));
    std::this_thread::sleep_for(milliseconds(20));  // 400 ms on the whole
  }
  EXPECT_TRUE(client.ReadToEnd().ends_with(SumOf(body)));
}

TEST_F(HttpUploadAbuse, WhatIsLeftOfABodyIsNeverTheNextRequest) {
  Serve({.threads = 2});
  const std::string smuggled = "GET /quick HTTP/1.1\r\nHost: x\r\n\r\n";
  const auto early = Ask(Sized("/early/a", smuggled));
  EXPECT_TRUE(Is(early, "200")) << early;
  EXPECT_EQ(early.find("HTTP/1.1", 1), std::string::npos) << early;
  const auto refused = Ask(Sized("/guarded/x?userId=3", smuggled));
  EXPECT_TRUE(Is(refused, "404")) << refused;
  EXPECT_EQ(refused.find("HTTP/1.1", 1), std::string::npos) << refused;
}

}  // namespace
}  // namespace erp::http
