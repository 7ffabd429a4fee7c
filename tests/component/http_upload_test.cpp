// Bodies that are streamed to their handlers, sent by clients that mean well.
#include <deque>
#include <string>
#include <thread>

#include "http_upload_fixture.h"

namespace erp::http {
namespace {

TEST_F(HttpUploads, BodiesArriveWholeHoweverTheyAreFramed) {
  Serve({.threads = 2});
  for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 1'000'003U}) {
    const auto body = Body(size);
    const auto sized = Ask(Sized("/files/a", body, kClose));
    EXPECT_TRUE(Is(sized, "200") && sized.ends_with("\r\n\r\n" + SumOf(body))) << sized;
    auto chunked = Head("/files/a", std::string(kChunked) + kClose);
    for (std::size_t at = 0, piece = 1; at < size; at += piece, piece = piece * 5 % 70'001 + 1) {
      chunked += Chunk(body.substr(at, piece));
    }
    const auto answer = Ask(chunked + "0\r\n\r\n");
    EXPECT_TRUE(Is(answer, "200") && answer.ends_with(SumOf(body))) << answer;
  }
}

TEST_F(HttpUploads, ABodyWithoutAnyLengthIsAnEmptyOne) {
  Serve({.threads = 2});
  EXPECT_TRUE(Ask(Head("/files/a", kClose)).ends_with(SumOf("")));
}

TEST_F(HttpUploads, RequestsSentAheadAreAnsweredAfterThem) {
  Serve({.threads = 2});
  const auto body = Body(200'000);
  const auto answers =
      Ask(Sized("/files/a", body) + Head("/files/b", kChunked) + Chunk(body) + "0\r\n\r\n" +
          Sized("/files/c", "xyz") + "GET /quick HTTP/1.1\r\nHost: x\r\n" + kClose + "\r\n");
  auto at = answers.find(SumOf(body));
  ASSERT_NE(at, std::string::npos) << answers;
  at = answers.find(SumOf(body), at + 1);
  ASSERT_NE(at, std::string::npos) << answers;
  at = answers.find(SumOf("xyz"), at + 1);
  ASSERT_NE(at, std::string::npos) << answers;
  EXPECT_TRUE(answers.ends_with("{}")) << answers;
}

TEST_F(HttpUploads, WhatNeedsNoBodyIsRefusedBeforeAByteOfIt) {
  Serve({.threads = 2});
  const std::string type = "Content-Type: image/png\r\n";
  const auto ask = [this](const std::string& line, const std::string& fields) {
    return Ask(line + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n" + fields + "\r\n");
  };
  const std::string path = "PUT /guarded/7?userId=3";
  const std::string length = "Content-Length: 1000000\r\n";
  const std::vector<std::pair<std::string, std::string>> refused{
      {ask("PUT /nowhere/7", type + "Content-Length: 300000\r\n"), "413"},
      {ask("POST /guarded/7", type + "Content-Length: 300000\r\n"), "413"},
      {ask(path, "Content-Type: text/html\r\n" + length), "415"},
      {ask(path, length), "415"},
      {ask(path, type + "Content-Encoding: gzip\r\n" + length), "415"},
      {ask(path, type + "Content-Length: 4194305\r\n"), "413"},
      {ask(path, type + kChunked + length), "400"},
      {ask("PUT /guarded/7", type + length), "400"},
      {ask(path + "&x=1", type + length), "400"},
      {ask("PUT /guarded/x?userId=3", type + length), "404"},
      {ask(path, type + "If-Match: 7\r\n" + length), "400"},
      {ask(path, type + "Idempotency-Key: \r\n" + length), "400"}};
  for (const auto& [answer, status] : refused) {
    EXPECT_TRUE(Is(answer, status)) << status << " " << answer;
    EXPECT_NE(answer.find(kClose), std::string::npos) << answer;
  }
}

TEST_F(HttpUploads, TheMediaTypesAreThoseDeclared) {
  Serve({.threads = 2});
  const auto ask = [this](const std::string& type) {
    return Ask("PUT /guarded/7?userId=3 HTTP/1.1\r\nHost: x\r\nConnection: "
               "close\r\nContent-Type: " +
               type + "\r\nContent-Length: 1\r\n\r\nx")
        .substr(9, 3);
  };
  EXPECT_EQ(ask("image/png"), "200");
  EXPECT_EQ(ask("IMAGE/PNG"), "200");
  EXPECT_EQ(ask("application/pdf; charset=binary"), "200");
  EXPECT_EQ(ask("application/pdf ;a=b"), "200");
  EXPECT_EQ(ask("application/pdfx"), "415");
  EXPECT_EQ(ask("imagex/png"), "415");
  EXPECT_EQ(ask("application/json"), "415");
}

TEST_F(HttpUploads, ContinueIsSaidWhenTheHandlerAsksAndOnlyThen) {
  Serve({.threads = 2});
  const std::string fields = "Expect: 100-continue\r\nConnection: close\r\n";
  const RawConnection polite(server_->port());
  polite.Send(Head("/files/a", fields + "Content-Length: 3\r\n"));
  EXPECT_EQ(polite.Read(25), "HTTP/1.1 100 Continue\r\n\r\n");
  polite.Send("abc");
  EXPECT_TRUE(polite.ReadToEnd().ends_with(SumOf("abc")));
  const auto early = Ask(Head("/early/a", fields + "Content-Length: 3\r\n"));
  EXPECT_TRUE(Is(early, "200")) << early;
}

TEST_F(HttpUploads, AHundredSlowUploadsHoldNoMoreThanTheirRingsAndOthersAreServed) {
  constexpr std::size_t kMany = 100;
  Serve({.threads = 2, .uploads = kMany});
  const auto body = Body(200'000);
  const auto request = Sized("/held/a", body, kClose);
  std::deque<RawConnection> slow;
  std::vector<std::size_t> sent;
  for (std::size_t i = 0; i < kMany; ++i) {
    sent.push_back(slow.emplace_back(server_->port()).SendWhatFits(request));
  }
  ASSERT_TRUE(barrier_.WaitForInside(kMany));
  constexpr double kRings = kMany * 64 * 1024;
  ASSERT_TRUE(test::Eventually(kTimeout, [&] { return Held() >= kRings - kMany; })) << Held();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(OthersAreServed());
  EXPECT_LE(Held(), kRings);
  barrier_.Open();
  for (std::size_t i = 0; i < kMany; ++i) {
    slow[i].Send(request.substr(sent[i]));
    ASSERT_TRUE(slow[i].ReadToEnd().ends_with(SumOf(body))) << i;
  }
  EXPECT_TRUE(test::Eventually(kTimeout, [&] { return Held() == 0; })) << Held();
}

TEST_F(HttpUploads, AClientSendsNoFasterThanTheHandlerReads) {
  Serve({.threads = 2});
  const RawConnection eager(server_->port());
  const auto request = Sized("/held/a", Body(kMaxHeld), kClose);
  std::size_t sent = 0;
  // The kernels' buffers take some megabytes, and then nothing goes any more.
  const auto blocked = [&] {
    const auto taken = eager.SendWhatFits(request.substr(sent));
    sent += taken;
    return taken == 0 && Held() >= 65'535;
  };
  ASSERT_TRUE(test::Eventually(kTimeout, blocked)) << sent;
  EXPECT_LT(sent, request.size());
  EXPECT_LE(Held(), 65'536);
  barrier_.Open();
  eager.Send(request.substr(sent));
  EXPECT_TRUE(eager.ReadToEnd().ends_with(SumOf(Body(kMaxHeld))));
}

TEST_F(HttpUploads, OneBeyondThoseReceivedAtOnceIsRefused) {
  Serve({.threads = 2, .uploads = 1});
  const RawConnection first(server_->port());
  first.Send(Sized("/held/a", "abc", kClose));
  ASSERT_TRUE(barrier_.WaitForInside(1));
  const auto second = Ask(Sized("/files/b", "abc"));
  EXPECT_TRUE(Is(second, "503")) << second;
  EXPECT_NE(second.find("\"overloaded\""), std::string::npos) << second;
  EXPECT_TRUE(OthersAreServed());
  barrier_.Open();
  EXPECT_TRUE(first.ReadToEnd().ends_with(SumOf("abc")));
}

TEST_F(HttpUploads, AnAnswerBeforeTheBodyIsReadAndTheConnectionClosed) {
  Serve({.threads = 2});
  const RawConnection sending(server_->port());
  std::thread client([&] { sending.Send(Sized("/early/a", Body(kMaxBytes))); });
  const auto answer = sending.ReadToEnd();
  client.join();
  EXPECT_TRUE(Is(answer, "200")) << answer;
  EXPECT_NE(answer.find(kClose), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("{\"early\":true}")) << answer;
}

TEST_F(HttpUploads, ThePausesOfTheHandlerAreNotTheClients) {
  Serve({.threads = 2, .body_within = milliseconds(300)});
  const RawConnection client(server_->port());
  const auto body = Body(1'000'000);
  std::thread sending([&] { client.Send(Sized("/held/a", body, kClose)); });
  ASSERT_TRUE(barrier_.WaitForInside(1));
  std::this_thread::sleep_for(milliseconds(600));  // so slow the handler is at least
  barrier_.Open();
  EXPECT_TRUE(client.ReadToEnd().ends_with(SumOf(body)));
  sending.join();
}

TEST_F(HttpUploads, AHandlerThatIsLateIsAnsweredForAndLearnsIt) {
  Serve({.threads = 2});
  const RawConnection client(server_->port());
  client.Send(Sized("/late/a", Body(65'537)));
  const auto answer = client.ReadToEnd();
  EXPECT_TRUE(Is(answer, "503")) << answer;
  EXPECT_NE(answer.find("\"late\""), std::string::npos) << answer;
  barrier_.Open();
  EXPECT_TRUE(HandlerMet(Why::kLate));
}

TEST_F(HttpUploads, StoppingLetsAnUploadEndThatComesInTime) {
  Serve({.threads = 2});
  const RawConnection client(server_->port());
  const auto request = Sized("/held/a", "abcdef");
  client.Send(request.substr(0, request.size() - 3));
  ASSERT_TRUE(barrier_.WaitForInside(1));
  std::thread stopping([this] { server_->Stop(); });
  ASSERT_TRUE(
      test::Eventually(kTimeout, [this] { return !RawConnection(server_->port()).connected(); }));
  barrier_.Open();
  client.Send("def");
  const auto answer = client.ReadToEnd();
  stopping.join();
  EXPECT_TRUE(Is(answer, "200")) << answer;
}

TEST_F(HttpUploads, StoppingCutsAnUploadThatDoesNotEnd) {
  Serve({.threads = 2, .stream_drain = milliseconds(50)});
  barrier_.Open();
  const RawConnection client(server_->port());
  client.Send(Head("/held/a", "Content-Length: 10\r\n") + "abc");
  ASSERT_TRUE(barrier_.WaitForInside(1));
  server_->Stop();
  const auto answer = client.ReadToEnd();
  EXPECT_TRUE(Is(answer, "503")) << answer;
  EXPECT_TRUE(HandlerMet(Why::kStopping));
}

}  // namespace
}  // namespace erp::http
