// The STOMP 1.2 codec: everything a stranger may send, and what we write.
#include <string>

#include <gtest/gtest.h>

#include "notification/domain/stomp.h"

namespace erp::notification::stomp {
namespace {

// A frame as it lies on the wire; \0 stands for NUL.
std::string Wire(const std::string& text) {
  std::string wire;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool nul = text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '0';
    wire.push_back(nul ? '\0' : text[i]);
    if (nul) ++i;
  }
  return wire;
}

Frame One(const std::string& text) {
  Parser parser;
  const auto frames = parser.Feed(Wire(text));
  EXPECT_TRUE(frames.ok()) << frames.error().message;
  EXPECT_EQ(frames->size(), 1U);
  return frames->empty() ? Frame{} : frames->front();
}

TEST(StompParser, ReadsCommandHeadersAndBody) {
  const Frame frame = One("SEND\ndestination:/queue/a\ncontent-type:text/plain\n\nhello\\0");
  EXPECT_EQ(frame.command, "SEND");
  EXPECT_EQ(frame.Header("destination"), "/queue/a");
  EXPECT_EQ(frame.Header("content-type"), "text/plain");
  EXPECT_EQ(frame.Header("absent"), std::nullopt);
  EXPECT_EQ(frame.body, "hello");
}

TEST(StompParser, LinesMayEndWithCarriageReturn) {
  const Frame frame = One("SUBSCRIBE\r\nid:0\r\ndestination:/a\r\n\r\n\\0");
  EXPECT_EQ(frame.Header("id"), "0");
  EXPECT_EQ(frame.Header("destination"), "/a");
}

TEST(StompParser, UnescapesHeadersExceptInConnect) {
  EXPECT_EQ(One("SEND\na\\cb:x\\ny\\rz\\\\\\c\n\n\\0").Header("a:b"), "x\ny\rz\\:");
  EXPECT_EQ(One("CONNECT\nlogin:a\\cb\n\n\\0").Header("login"), "a\\cb");
  EXPECT_EQ(One("STOMP\nlogin:a\\cb\n\n\\0").Header("login"), "a:b");
}

TEST(StompParser, FirstOfRepeatedHeadersCounts) {
  EXPECT_EQ(One("SEND\nfoo:World\nfoo:Hello\n\n\\0").Header("foo"), "World");
}

TEST(StompParser, OnlyTheFirstColonSeparatesAndNothingIsTrimmed) {
  const Frame frame = One("CONNECT\nAuthorization:Bearer a:b\n x : y \nempty:\n\n\\0");
  EXPECT_EQ(frame.Header("Authorization"), "Bearer a:b");
  EXPECT_EQ(frame.Header(" x "), " y ");
  EXPECT_EQ(frame.Header("empty"), "");
}

TEST(StompParser, ContentLengthAllowsNulInTheBody) {
  Parser parser;
  const auto frames = parser.Feed(std::string("SEND\ncontent-length:3\n\na\0b\0\nACK\n\n\0", 34));
  ASSERT_TRUE(frames.ok()) << frames.error().message;
  ASSERT_EQ(frames->size(), 2U);
  EXPECT_EQ(frames->at(0).body, std::string("a\0b", 3));
  EXPECT_EQ(frames->at(1).command, "ACK");
}

TEST(StompParser, LineEndsBetweenFramesAreHeartBeats) {
  Parser parser;
  EXPECT_EQ(parser.Feed("\n")->size(), 0U);
  EXPECT_EQ(parser.Feed("\r\n\n\n")->size(), 0U);
  EXPECT_EQ(parser.Feed(Wire("\n\nACK\nid:1\n\n\\0\n\nNACK\nid:2\n\n\\0\n"))->size(), 2U);
}

TEST(StompParser, PortionsDoNotMatter) {
  const std::string wire =
      Wire("CONNECT\naccept-version:1.2\r\n\n\\0\nSEND\ncontent-length:5\n\n안a\n\\0SEND\n\nb\\0");
  for (std::size_t portion = 1; portion < wire.size(); ++portion) {
    Parser parser;
    std::vector<Frame> frames;
    for (std::size_t at = 0; at < wire.size(); at += portion) {
      const auto some = parser.Feed(std::string_view(wire).substr(at, portion));
      ASSERT_TRUE(some.ok()) << portion << some.error().message;
      frames.insert(frames.end(), some->begin(), some->end());
    }
    ASSERT_EQ(frames.size(), 3U) << portion;
    EXPECT_EQ(frames[1].body, "안a\n");
    EXPECT_EQ(frames[2].body, "b");
  }
}

TEST(StompParser, RefusesWhatIsNotAFrame) {
  struct Case {
    const char* what;
    std::string wire;
  };
  const std::vector<Case> cases = {
      {"a command in small letters", "connect\n\n\\0"},
      {"a command with a space", "CONNECT \n\n\\0"},
      {"a NUL where a command should be", "\\0\n"},
      {"an HTTP request", "GET / HTTP/1.1\r\n"},
      {"JSON", "{\"type\":\"CONNECT\"}\n"},
      {"a command without end", std::string(100, 'A')},
      {"a header without colon", "SEND\nfoo\n\n\\0"},
      {"a header without name", "SEND\n:foo\n\n\\0"},
      {"an unknown escape", "SEND\na:x\\ty\n\n\\0"},
      {"a lone backslash", "SEND\na:x\\\n\n\\0"},
      {"a carriage return inside a header", "SEND\na:x\ry\n\n\\0"},
      {"a NUL inside a header", "SEND\na:x\\0y\n\n\\0"},
      {"a content-length that is no number", "SEND\ncontent-length:x\n\n\\0"},
      {"a negative content-length", "SEND\ncontent-length:-1\n\n\\0"},
      {"a content-length with a space", "SEND\ncontent-length: 1\n\na\\0"},
      {"a content-length that is too long", "SEND\ncontent-length:99999999999999999999\n\n\\0"},
      {"a content-length over the limit", "SEND\ncontent-length:16385\n\n\\0"},
      {"a content-length that lies", "SEND\ncontent-length:2\n\nabc\\0"},
      {"a body without end", "SEND\n\n" + std::string(20'000, 'x')},
      {"a header line without end", "SEND\na:" + std::string(10'000, 'x')},
      {"too many headers",
       [] {
         std::string wire = "SEND\n";
         for (int i = 0; i < 33; ++i) wire.append("h").append(std::to_string(i)).append(":x\n");
         return wire + "\n\\0";
       }()},
  };
  for (const auto& test : cases) {
    Parser parser;
    const auto frames = parser.Feed(Wire(test.wire));
    ASSERT_FALSE(frames.ok()) << test.what;
    EXPECT_EQ(frames.error().slug, "malformed-frame") << test.what;
    EXPECT_FALSE(parser.Feed(Wire("ACK\n\n\\0")).ok()) << test.what << ": a broken stream stays so";
  }
}

TEST(StompParser, LargestAllowedPasses) {
  Parser parser;
  const std::string value(8 * 1024 - 2, 'x');
  const auto frames = parser.Feed("SEND\na:" + value + "\ncontent-length:16384\n\n" +
                                  std::string(16384, 'y') + std::string(1, '\0'));
  ASSERT_TRUE(frames.ok()) << frames.error().message;
  EXPECT_EQ(frames->at(0).Header("a"), value);
  EXPECT_EQ(frames->at(0).body.size(), 16384U);
}

TEST(StompParser, ALineMayBeAsLongAsTheLimitAndNotOneByteMoreHoweverItEnds) {
  for (const char* end : {"\n", "\r\n"}) {
    const auto reads = [&](std::size_t command, std::size_t header) {
      Parser parser;
      const std::string line = "a:" + std::string(header - 2, 'x');
      return parser.Feed(std::string(command, 'A') + end + line + end + end + std::string(1, '\0'))
          .ok();
    };
    EXPECT_TRUE(reads(16, 8192));
    EXPECT_FALSE(reads(17, 8192));
    EXPECT_FALSE(reads(16, 8193));
  }
}

TEST(StompEncode, EscapesHeadersAndCountsTheBody) {
  EXPECT_EQ(Encode({"MESSAGE", {{"message-id", "e1:7"}, {"x", "a\nb\\"}}, "승인"}),
            Wire("MESSAGE\nmessage-id:e1\\c7\nx:a\\nb\\\\\ncontent-length:6\n\n승인\\0"));
  EXPECT_EQ(Encode({"CONNECTED", {{"version", "1.2"}, {"server", "a:b"}}}),
            Wire("CONNECTED\nversion:1.2\nserver:a:b\n\n\\0"));
}

TEST(StompEncode, IsReadBackAsItWas) {
  const Frame frame{"ERROR", {{"message", "a:b\r\n\\c"}, {"k:ey", ""}}, std::string("x\0y", 3)};
  Parser parser;
  const auto frames = parser.Feed(Encode(frame));
  ASSERT_TRUE(frames.ok());
  EXPECT_EQ(frames->at(0).Header("message"), "a:b\r\n\\c");
  EXPECT_EQ(frames->at(0).Header("k:ey"), "");
  EXPECT_EQ(frames->at(0).body, frame.body);
}

}  // namespace
}  // namespace erp::notification::stomp
