#include <csignal>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "load/flow.h"
#include "load/options.h"
#include "load/people.h"
#include "load/report.h"

namespace {

// A file of the results, if it is wanted.
template <typename Print>
void Write(const std::string& path, Print print) {
  if (path.empty()) return;
  std::ofstream file(path);
  print(file);
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace erp::bench;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty() || arguments[0] == "--help") {
    std::cout << Usage();
    return arguments.empty() ? 2 : 0;
  }
  (void)std::signal(SIGPIPE, SIG_IGN);
  const auto [options, mistake] = ParseOptions(arguments);
  if (!options) {
    std::cerr << "approval_load: " << mistake << " (--help lists the options)\n";
    return 2;
  }
  try {
    Load load(*options, Gather(*options));
    const Results results =
        load.Run([](const Window& window) { std::cout << ScheduleLine(window) << std::endl; });
    PrintReport(std::cout, *options, results);
    Write(options->json, [&](std::ostream& file) { file << ReportJson(*options, results); });
    Write(options->timeline, [&](std::ostream& file) { PrintTimeline(file, load.Courses()); });
    return results.completed == results.documents ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "approval_load: " << error.what() << '\n';
    return 2;
  }
}
