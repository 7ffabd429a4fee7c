#include <csignal>
#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "load/flow.h"
#include "load/options.h"
#include "load/people.h"
#include "load/report.h"

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
    const Results results = Load(*options, Gather(*options)).Run();
    PrintReport(std::cout, *options, results);
    if (!options->json.empty()) {
      std::ofstream file(options->json);
      file << ReportJson(*options, results);
      if (!file.flush()) throw std::runtime_error("cannot write " + options->json);
    }
    return results.completed == results.documents ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "approval_load: " << error.what() << '\n';
    return 2;
  }
}
