#include "common/config.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>

namespace erp::config {
namespace {

std::optional<std::string> ParseInteger(const std::string& text, Range range, std::int64_t& value) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end || value < range.min || value > range.max) {
    return "must be a whole number from " + std::to_string(range.min) + " to " +
           std::to_string(range.max);
  }
  return std::nullopt;
}

std::string Join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : "|") + word;
  return text;
}

// The first line of the file: how container engines hand over secrets.
std::optional<std::string> FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

std::string RangeText(Range range) {
  return std::to_string(range.min) + ".." + std::to_string(range.max);
}

}  // namespace

Table::Table(std::string program, std::string version, std::string sentence)
    : program_(std::move(program)), version_(std::move(version)), sentence_(std::move(sentence)) {}

void Table::Text(std::string name,
                 std::string sentence,
                 std::string* field,
                 std::optional<std::string> fallback) {
  rows_.push_back({std::move(name), std::move(sentence), std::move(fallback), "text", false,
                   [field](const std::string& text) -> std::optional<std::string> {
                     *field = text;
                     return std::nullopt;
                   }});
}

void Table::Secret(std::string name,
                   std::string sentence,
                   std::string* field,
                   std::optional<std::string> fallback) {
  Text(std::move(name), std::move(sentence), field, std::move(fallback));
  rows_.back().secret = true;
}

void Table::Integer(std::string name,
                    std::string sentence,
                    std::int64_t* field,
                    std::int64_t fallback,
                    Range range) {
  rows_.push_back({std::move(name), std::move(sentence), std::to_string(fallback), RangeText(range),
                   false, [field, range](const std::string& text) -> std::optional<std::string> {
                     std::int64_t value = 0;
                     if (auto wrong = ParseInteger(text, range, value)) return wrong;
                     *field = value;
                     return std::nullopt;
                   }});
}

void Table::OneOf(std::string name,
                  std::string sentence,
                  std::string* field,
                  std::string fallback,
                  std::vector<std::string> allowed) {
  std::string words = Join(allowed);
  rows_.push_back({std::move(name), std::move(sentence), std::move(fallback), words, false,
                   [field, words, allowed = std::move(allowed)](
                       const std::string& text) -> std::optional<std::string> {
                     if (std::find(allowed.begin(), allowed.end(), text) == allowed.end()) {
                       return "must be one of " + words;
                     }
                     *field = text;
                     return std::nullopt;
                   }});
}

void Table::Switch(std::string name, std::string sentence, bool* field, bool fallback) {
  const std::string words = "on, off";
  rows_.push_back({std::move(name), std::move(sentence), fallback ? "on" : "off", words, false,
                   [field, words](const std::string& text) -> std::optional<std::string> {
                     if (text != "on" && text != "off") return "must be one of " + words;
                     *field = text == "on";
                     return std::nullopt;
                   }});
}

void Table::Milliseconds(std::string name,
                         std::string sentence,
                         std::chrono::milliseconds* field,
                         std::chrono::milliseconds fallback,
                         Range range) {
  rows_.push_back({std::move(name), std::move(sentence), std::to_string(fallback.count()),
                   RangeText(range) + " ms", false,
                   [field, range](const std::string& text) -> std::optional<std::string> {
                     std::int64_t value = 0;
                     if (auto wrong = ParseInteger(text, range, value)) return wrong;
                     *field = std::chrono::milliseconds(value);
                     return std::nullopt;
                   }});
}

void Table::Check(std::function<std::optional<std::string>()> check) {
  checks_.push_back(std::move(check));
}

std::vector<std::string> Table::Load(const Lookup& lookup) {
  std::vector<std::string> mistakes;
  for (const auto& row : rows_) {
    auto text = lookup(row.name);
    if (const auto path = row.secret ? lookup(row.name + "_FILE") : std::nullopt;
        path && !path->empty() && (!text || text->empty())) {
      text = FirstLine(*path);
      if (!text) {
        mistakes.push_back(row.name + "_FILE=" + *path + " cannot be read, or is empty");
        continue;
      }
    }
    if (!text || text->empty()) text = row.fallback;
    if (!text) {
      mistakes.push_back(row.name + " is required: " + row.sentence);
      continue;
    }
    if (const auto wrong = row.store(*text)) {
      mistakes.push_back(row.name + "=" + (row.secret ? "*****" : *text) + " " + *wrong);
    }
  }
  // Checks across fields would only repeat what is already wrong with one of them.
  if (mistakes.empty()) {
    for (const auto& check : checks_) {
      if (auto wrong = check()) mistakes.push_back(*wrong);
    }
  }
  return mistakes;
}

void Table::Action(std::string argument, std::string usage, std::string sentence) {
  actions_.push_back({std::move(argument), std::move(usage), std::move(sentence)});
}

std::string Table::Help() const {
  std::ostringstream out;
  out << program_ << ' ' << version_ << ": " << sentence_ << "\n\n"
      << "Usage: " << program_ << " [--help | --version | --check | --migrate]\n"
      << "  --check    validate the environment, print every mistake, exit 0 or 2\n"
      << "  --migrate  bring this daemon's own store and topics up to date, then exit\n";
  for (const auto& action : actions_) {
    out << "  " << action.argument << ' ' << action.usage << "\n             " << action.sentence
        << '\n';
  }
  out << "Configuration is read from the environment:\n\n";
  for (const auto& row : rows_) {
    out << "  " << row.name << " (" << row.expects << ", ";
    if (!row.fallback) {
      out << "required";
    } else {
      out << "default " << (row.secret ? "*****" : row.fallback->empty() ? "empty" : *row.fallback);
    }
    out << ")\n      " << row.sentence;
    if (row.secret) out << " Or " << row.name << "_FILE names a file that holds it.";
    out << '\n';
  }
  return out.str();
}

std::variant<Command, int> Table::CommandLine(int argc, char** argv) {
  const std::string_view argument = argc > 1 ? argv[1] : "";
  if (argument == "--help") {
    std::cout << Help();
    return 0;
  }
  if (argument == "--version") {
    std::cout << program_ << ' ' << version_ << '\n';
    return 0;
  }
  const bool action = std::any_of(actions_.begin(), actions_.end(), [&](const ActionLine& line) {
    return line.argument == argument;
  });
  if (!action &&
      (argc > 2 || (!argument.empty() && argument != "--check" && argument != "--migrate"))) {
    std::cerr << program_ << ": unknown argument; see " << program_ << " --help\n";
    return 2;
  }
  const auto mistakes = Load([](const std::string& name) -> std::optional<std::string> {
    const char* text = std::getenv(name.c_str());
    return text == nullptr ? std::nullopt : std::optional<std::string>(text);
  });
  for (const auto& mistake : mistakes) std::cerr << program_ << ": " << mistake << '\n';
  if (!mistakes.empty()) return 2;
  if (argument == "--check") {
    std::cout << program_ << ": configuration is valid\n";
    return 0;
  }
  if (action) return Command::kAction;
  return argument == "--migrate" ? Command::kMigrate : Command::kRun;
}

bool IsName(const std::string& text, std::size_t most) {
  return text.size() <= most &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
             std::string::npos;
}

}  // namespace erp::config
