// A streamed answer: its pieces, its end, its frame.
#include <deque>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "http/internal/answer_stream.h"
#include "http/internal/wire.h"

namespace erp::http {
namespace {

// Gives these pieces and then the end, or throws at the piece "!".
class Pieces : public ByteSource {
 public:
  explicit Pieces(std::deque<std::string> pieces) : pieces_(std::move(pieces)) {}

  std::size_t Read(std::span<char> into) override {
    if (pieces_.empty()) return 0;
    auto& piece = pieces_.front();
    if (piece == "!") throw std::runtime_error("the store is gone");
    const auto size = piece.copy(into.data(), into.size());
    piece.erase(0, size);
    if (piece.empty()) pieces_.pop_front();
    return size;
  }

 private:
  std::deque<std::string> pieces_;
};

AnswerStream Stream(std::deque<std::string> pieces, std::optional<std::uint64_t> size = {}) {
  return {std::make_shared<Pieces>(std::move(pieces)), size, "/things"};
}

TEST(AnswerStream, GivesWhatTheSourceGivesUntilItsEnd) {
  auto stream = Stream({"ab", "c"});
  EXPECT_EQ(stream.Next(), "ab");
  EXPECT_EQ(stream.Next(), "c");
  EXPECT_FALSE(stream.ended());
  EXPECT_EQ(stream.Next(), "");
  EXPECT_TRUE(stream.ended());
  EXPECT_EQ(stream.Next(), "") << "and it stays the end";
}

TEST(AnswerStream, EndsWithItsLastByteWhenItsLengthIsKnown) {
  auto stream = Stream({"ab", "c"}, 3);
  EXPECT_EQ(stream.Next(), "ab");
  EXPECT_FALSE(stream.ended());
  EXPECT_EQ(stream.Next(), "c");
  EXPECT_TRUE(stream.ended());
  auto empty = Stream({}, 0);
  EXPECT_EQ(empty.Next(), "");
  EXPECT_TRUE(empty.ended());
}

TEST(AnswerStream, NeverHoldsMoreThanOnePieceOf64KiB) {
  auto stream = Stream({std::string(100'000, 'x')});
  EXPECT_EQ(stream.Next().size(), 65'536U);
  EXPECT_EQ(stream.Next().size(), 100'000U - 65'536U);
}

TEST(AnswerStream, LessOrMoreThanWasAnnouncedIsNoWholeAnswer) {
  auto less = Stream({"ab"}, 3);
  EXPECT_EQ(less.Next(), "ab");
  EXPECT_THROW((void)less.Next(), std::runtime_error);
  EXPECT_TRUE(less.ended());
  auto more = Stream({"ab", "c"}, 2);
  EXPECT_THROW((void)more.Next(), std::runtime_error) << "before the last piece is sent";
  auto within = Stream({"abc"}, 2);
  EXPECT_THROW((void)within.Next(), std::runtime_error);
  auto none = Stream({"a"}, 0);
  EXPECT_THROW((void)none.Next(), std::runtime_error);
}

TEST(AnswerStream, FreesItsSourceAtTheEndAndWhenItThrows) {
  const auto freed_after = [](std::deque<std::string> pieces) {
    auto source = std::make_shared<Pieces>(std::move(pieces));
    const std::weak_ptr<ByteSource> watched = source;
    AnswerStream stream(std::move(source), std::nullopt, "/things");
    int taken = 0;
    try {
      while (!stream.Next().empty()) ++taken;
    } catch (const std::runtime_error&) {
      taken = -taken;
    }
    EXPECT_TRUE(watched.expired());
    return taken;
  };
  EXPECT_EQ(freed_after({"ab", "c"}), 2);
  EXPECT_EQ(freed_after({"ab", "!"}), -1);
}

TEST(AnswerStream, PiecesAreChunksAndTheEndIsTheEmptyOne) {
  auto stream = Stream({std::string(26, 'x')});
  EXPECT_EQ(stream.Framed(stream.Next(), true), "1a\r\n" + std::string(26, 'x') + "\r\n");
  EXPECT_EQ(stream.Framed(stream.Next(), true), "0\r\n\r\n");
}

TEST(AnswerStream, PiecesAreAsTheyAreWhenTheLengthOrTheConnectionEndsThem) {
  auto known = Stream({"ab"}, 2);
  EXPECT_EQ(known.Framed(known.Next(), true), "ab");
  auto old = Stream({"ab"});
  EXPECT_EQ(old.Framed(old.Next(), false), "ab");
  EXPECT_EQ(old.Framed(old.Next(), false), "");
}

class StreamedHead : public testing::Test {
 protected:
  [[nodiscard]] std::string Printed(Chunks chunks) const {
    return Print(response_, true, false, chunks);
  }
  static bool Has(const std::string& head, const std::string& field) {
    return head.find("\r\n" + field) != std::string::npos;
  }
  Response response_{.body = "first",
                     .source = std::make_shared<Pieces>(std::deque<std::string>{})};
};

TEST_F(StreamedHead, NamesTheLengthWhenItIsKnown) {
  response_.source_size = 12;
  const auto head = Printed(Chunks::kKnown);
  EXPECT_TRUE(Has(head, "Content-Length: 12\r\n")) << head;
  EXPECT_FALSE(Has(head, "Transfer-Encoding")) << head;
  EXPECT_TRUE(head.ends_with("\r\n\r\n")) << "the pieces are added by others";
}

TEST_F(StreamedHead, IsChunkedOtherwiseForClientsThatKnowIt) {
  const auto head = Printed(Chunks::kKnown);
  EXPECT_TRUE(Has(head, "Transfer-Encoding: chunked\r\n")) << head;
  EXPECT_FALSE(Has(head, "Content-Length")) << head;
  const auto old = Printed(Chunks::kUnknown);
  EXPECT_FALSE(Has(old, "Transfer-Encoding")) << old;
  EXPECT_FALSE(Has(old, "Content-Length")) << old;
}

}  // namespace
}  // namespace erp::http
