#include "http/language.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace erp::http {
namespace {

struct Present {
  Language language = Language::kKorean;
  bool in_scope = false;
  bool used = false;
};
thread_local Present present;

// --- Accept-Language ------------------------------------------------------------------------

constexpr int kFull = 1000;  // a weight of 1, in thousandths

char LowerOf(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "q=0.8" -> 800; nothing when it is no weight.
std::optional<int> ParseWeight(std::string_view text) {
  if (text.size() < 3 || LowerOf(text[0]) != 'q' || text[1] != '=') return std::nullopt;
  text.remove_prefix(2);
  if (text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int weight = (text[0] - '0') * kFull;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int unit = kFull / 10;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return std::nullopt;
    weight += (c - '0') * unit;
    unit /= 10;
  }
  return weight <= kFull ? std::optional(weight) : std::nullopt;
}

struct Range {
  std::string_view tag;
  int weight = kFull;
};

// One element of the list, or nothing when it cannot be read.
std::optional<Range> ParseRange(std::string_view text) {
  const auto semicolon = text.find(';');
  Range range{Trim(text.substr(0, semicolon))};
  if (range.tag.empty()) return std::nullopt;
  if (semicolon == std::string_view::npos) return range;
  const auto weight = ParseWeight(Trim(text.substr(semicolon + 1)));
  if (!weight) return std::nullopt;
  range.weight = *weight;
  return range;
}

// "ko", "ko-KR" and "KO" are ranges of "ko"; "kok" is not.
bool Names(std::string_view range, std::string_view tag) {
  if (range.size() < tag.size()) return false;
  const bool same = std::equal(tag.begin(), tag.end(), range.begin(),
                               [](char wanted, char given) { return wanted == LowerOf(given); });
  return same && (range.size() == tag.size() || range[tag.size()] == '-');
}

// How much a language is wanted: by its own name if that occurs, otherwise by "*".
class Wish {
 public:
  explicit Wish(std::string_view tag) : tag_(tag) {}

  void Take(const Range& range, int place) {
    const bool own = Names(range.tag, tag_);
    if (!own && (range.tag != "*" || named_)) return;
    // "en;q=0.5, en-US": the best one counts.
    if (own == named_ && weight_ >= range.weight) return;
    named_ = own;
    weight_ = range.weight;
    place_ = place;
  }
  [[nodiscard]] int weight() const { return std::max(weight_, 0); }
  [[nodiscard]] int place() const { return place_; }
  [[nodiscard]] bool refused() const { return weight_ == 0; }

 private:
  std::string_view tag_;
  bool named_ = false;
  int weight_ = -1;  // not named
  int place_ = 0;
};

// --- Translations ---------------------------------------------------------------------------

class Catalogue {
 public:
  Catalogue() { Add(KoreanOfLibraries()); }

  void Add(std::span<const Translation> table) {
    const std::unique_lock lock(mutex_);
    for (const auto& [english, korean] : table) korean_.emplace(english, korean);
  }

  [[nodiscard]] std::string_view Find(std::string_view english) const {
    const std::shared_lock lock(mutex_);
    const auto found = korean_.find(english);
    return found == korean_.end() ? english : found->second;
  }

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string_view, std::string_view> korean_;  // guarded by mutex_
};

Catalogue& TheCatalogue() {
  static auto* catalogue = new Catalogue();  // handlers may answer until the process ends
  return *catalogue;
}

}  // namespace

std::string_view TagOf(Language language) { return language == Language::kKorean ? "ko" : "en"; }

Language Negotiate(std::string_view accept_language) {
  Wish korean("ko");
  Wish english("en");
  int place = 0;
  while (!accept_language.empty()) {
    const auto comma = std::min(accept_language.find(','), accept_language.size());
    if (const auto range = ParseRange(accept_language.substr(0, comma))) {
      korean.Take(*range, place);
      english.Take(*range, place);
    }
    accept_language.remove_prefix(std::min(comma + 1, accept_language.size()));
    ++place;
  }
  if (english.weight() != korean.weight()) {
    return english.weight() > korean.weight() ? Language::kEnglish : Language::kKorean;
  }
  if (english.weight() == 0) {  // neither is asked for; one may still be excluded
    return korean.refused() && !english.refused() ? Language::kEnglish : Language::kKorean;
  }
  return english.place() < korean.place() ? Language::kEnglish : Language::kKorean;
}

Language CurrentLanguage() { return present.language; }

LanguageScope::LanguageScope(Language language)
    : before_(present.language), present_before_(present.in_scope), used_before_(present.used) {
  present = {language, true, false};
}

LanguageScope::~LanguageScope() { present = {before_, present_before_, used_before_}; }

bool LanguageScope::Present() { return present.in_scope; }
bool LanguageScope::Used() { return present.used; }

std::string Localized(const Message& message) {
  present.used = true;
  return Localized(message, present.language);
}

std::string Localized(const Message& message, Language language) {
  if (language == Language::kEnglish) return message.English();
  if (message.verbatim()) return message.sentence();
  const auto sentence = TheCatalogue().Find(message.sentence());
  if (message.arguments().empty()) return std::string(sentence);
  std::vector<std::string> values;
  values.reserve(message.arguments().size());
  for (const auto& argument : message.arguments()) values.push_back(Localized(argument, language));
  return FillIn(sentence, values);
}

void AddKorean(std::span<const Translation> table) { TheCatalogue().Add(table); }

}  // namespace erp::http
