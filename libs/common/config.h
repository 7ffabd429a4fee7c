// Configuration of a daemon: environment variables only, declared as one table. Each row is
// a name, a sentence, a typed field, a default and a check; `--help` prints the table,
// `--check` validates it, and every mistake is reported at once.
// Not thread-safe: main() fills it before any thread starts.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace erp::config {

// What main() should do after the command line was read.
enum class Command { kRun, kMigrate, kAction };

struct Range {
  std::int64_t min;
  std::int64_t max;
};

class Table {
 public:
  // `sentence` says what the daemon is, in the first line of --help.
  Table(std::string program, std::string version, std::string sentence);

  // A row without a default is required. The field keeps its value when the text is wrong.
  void Text(std::string name,
            std::string sentence,
            std::string* field,
            std::optional<std::string> fallback);
  // Like Text, but shown as ***** and never written to a log. Without it, the first line of the
  // file that <name>_FILE names is taken.
  void Secret(std::string name,
              std::string sentence,
              std::string* field,
              std::optional<std::string> fallback);
  void Integer(std::string name,
               std::string sentence,
               std::int64_t* field,
               std::int64_t fallback,
               Range range);
  void OneOf(std::string name,
             std::string sentence,
             std::string* field,
             std::string fallback,
             std::vector<std::string> allowed);
  // Written "on" or "off".
  void Switch(std::string name, std::string sentence, bool* field, bool fallback);
  // Unit: milliseconds, written as a plain integer.
  void Milliseconds(std::string name,
                    std::string sentence,
                    std::chrono::milliseconds* field,
                    std::chrono::milliseconds fallback,
                    Range range);

  // An argument of the program's own, "--run-job", with what may stand behind it ("NAME --on
  // DATE").
  void Action(std::string argument, std::string usage, std::string sentence);

  // A check that involves several fields; returns one sentence when something is wrong.
  void Check(std::function<std::optional<std::string>()> check);

  using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

  // Reads every row; returns all mistakes, one clear line each.
  std::vector<std::string> Load(const Lookup& lookup);

  [[nodiscard]] std::string Help() const;

  // Handles --help, --version, --check, --migrate and no argument, reading the process
  // environment; kAction for the argument of an Action, whatever stands behind it. Either what to
  // do next, or the exit code (0, or 2 for mistakes, which are then on stderr).
  std::variant<Command, int> CommandLine(int argc, char** argv);

 private:
  struct Row {
    std::string name;
    std::string sentence;
    std::optional<std::string> fallback;
    std::string expects;
    bool secret = false;
    // Takes the text; returns what is wrong with it, or stores it.
    std::function<std::optional<std::string>(const std::string&)> store;
  };

  std::string program_;
  std::string version_;
  std::string sentence_;
  struct ActionLine {
    std::string argument;
    std::string usage;
    std::string sentence;
  };
  std::vector<ActionLine> actions_;
  std::vector<Row> rows_;
  std::vector<std::function<std::optional<std::string>()>> checks_;
};

// At most `most` letters, digits, '-', '_' and '.': what may stand in a topic's or key's name.
bool IsName(const std::string& text, std::size_t most);

}  // namespace erp::config
