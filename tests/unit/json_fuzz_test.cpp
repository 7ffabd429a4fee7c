// Random and mutated bytes into the JSON reader. What it takes must be JSON that comes back the
// same; what it refuses, it refuses with its one slug. Meant for AddressSanitizer too.
#include <iostream>
#include <random>

#include <gtest/gtest.h>

#include "json/canonical.h"
#include "json/json.h"
#include "json/object_reader.h"
#include "json/schema.h"

namespace erp::json {
namespace {

constexpr int kRounds = 20'000;
const std::string kSeeds[] = {
    R"({"requesterId":3,"title":"연차 🏖","content":"c","steps":[{"step":1,"approverId":2}]})",
    R"([1,-2.5e3,true,false,null,"\u0000\ud83c\udfd6\n",{"a":{"b":[]}}])",
    R"({"days":0.125,"reason":null,"":"","a b":"\"\\\/"})"};
const std::string kPieces[] = {"\"", "\\",   "{",    "}",    "[",      "]",      ":",
                               ",",  "\\u",  "d800", "1e",   "999999", "-",      "null",
                               "\0", "\xff", "\xc3", "\xed", "\xa0",   "\"a\":", "\xef\xbb\xbf"};

std::string Mutate(std::string text, std::mt19937& random) {
  const auto below = [&random](std::size_t end) {
    return end == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  };
  for (auto changes = 1 + below(4); changes > 0; --changes) {
    const auto place = below(text.size() + 1);
    switch (below(4)) {
      case 0:
        text.insert(place, 1, static_cast<char>(below(256)));
        break;
      case 1:
        text.insert(place, kPieces[below(std::size(kPieces))]);
        break;
      case 2:
        text.erase(place, below(8));
        break;
      default:
        text += text.substr(place, below(16));
    }
  }
  return text;
}

// What random bytes mean to a form: it never throws, and a text that is canonical stays as it is.
void ExpectCanonicalOnce(const Value& value, const Schema& form, std::uint32_t seed) {
  const auto canonical = CanonicalObject(value, "/fields");
  if (!canonical.mistakes.empty()) return;
  const auto fields = Parse(canonical.text);
  ASSERT_TRUE(fields) << "seed " << seed << ": " << canonical.text;
  ASSERT_EQ(CanonicalObject(*fields, "").text, canonical.text) << "seed " << seed;
  for (const auto& mistake : form.Check(*fields, "/fields")) {
    ASSERT_TRUE(mistake.pointer.starts_with("/fields")) << "seed " << seed;
  }
}

TEST(JsonFuzz, WhatIsTakenComesBackAndTheRestIsRefusedByName) {
  // --gtest_random_seed=N plays another one.
  const auto seed = static_cast<std::uint32_t>(20261121 + GTEST_FLAG_GET(random_seed));
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  int taken = 0;
  const auto form = Schema::Compile(Parse(R"({"type":"object","additionalProperties":false,
      "properties":{"days":{"type":"number","multipleOf":0.125},
      "title":{"type":"string","format":"date"},"requesterId":{"type":"integer","minimum":3},
      "steps":{"type":"array","uniqueItems":true,"items":{"type":"object",
      "additionalProperties":false,"properties":{"step":{"type":"integer"}}}}}})")
                                        .value());
  ASSERT_TRUE(form);
  for (int round = 0; round < kRounds; ++round) {
    const auto text = Mutate(kSeeds[static_cast<std::size_t>(round) % std::size(kSeeds)], random);
    const auto parsed = Parse(text);
    if (!parsed) {
      ASSERT_EQ(parsed.error().slug, "malformed-json") << "seed " << seed;
      continue;
    }
    ++taken;
    const auto printed = Dump(*parsed);
    const auto again = Parse(printed);
    ASSERT_TRUE(again) << "seed " << seed << ": " << printed;
    ASSERT_EQ(Dump(*again), printed) << "seed " << seed;
    ObjectReader reader(*parsed);
    (void)reader.Text("title", {.min = 1, .max = 200});
    (void)reader.Integer("requesterId", 1, INT64_MAX);
    (void)reader.Number("days");
    (void)reader.Array("steps", 1, 20);
    (void)reader.Finish();
    ExpectCanonicalOnce(*parsed, *form, seed);
  }
  EXPECT_GT(taken, 0);
}

}  // namespace
}  // namespace erp::json
