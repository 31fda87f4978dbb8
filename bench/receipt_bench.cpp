// Pages of receipts over a finished run: every filter by every order, first and deep, timed one by
// one. Prints JSON, a line a kind of page: name, order, depth, SQL of the filter, µs of each.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string>

#include "service/receipt_list.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using warehouse::RowCompare;

struct Filter {
    std::string name;
    std::string sql;
    std::vector<warehouse::RowCondition> conditions;
};

std::vector<Filter> filters() {
    auto const day = [](char const* text) { return *base::parse_day(text); };
    return {
        {"none", "true", {}},
        {"finds few: amount >= 90 million",
         "amount >= 90000000",
         {{"amount", RowCompare::at_least, int64_t(9'000'000'000)}}},
        {"finds most: class is not C03",
         "class <> 'C03'",
         {{"loan_class", RowCompare::not_equal, "C03"}}},
        {"text prefix: receipt ^= JJ000012",
         "starts_with(receipt, 'JJ000012')",
         {{"receipt", RowCompare::begins, "JJ000012"}}},
        {"one text: contract = HT00007777",
         "contract = 'HT00007777'",
         {{"contract", RowCompare::equal, "HT00007777"}}},
        {"finds nothing: product = F999",
         "product = 'F999'",
         {{"product", RowCompare::equal, "F999"}}},
        {"chapter: tech = yes", "", {{"tech", RowCompare::equal, "yes"}}},
        {"five together: region, class, rate, due, green",
         "",
         {{"branch_region", RowCompare::begins, "1401"},
          {"loan_class", RowCompare::equal, "C01"},
          {"rate", RowCompare::more, base::Decimal{35, 1}},
          {"due", RowCompare::at_least, day("2027-01-01")},
          {"green", RowCompare::not_equal, "yes"}}},
    };
}

/// A value in the middle of what the column holds, and a key in the middle of the files.
std::vector<base::Value> middle(std::vector<warehouse::RowFile const*> const& files,
                                std::string const& column) {
    warehouse::RowFile const& file = *files[files.size() / 2];
    auto const value_at = [&](std::string_view name) {
        auto const* const found = file.find(name);
        return found->value(found->entries / 2);
    };
    std::vector<base::Value> out;
    if (!column.empty()) out.push_back(value_at(column));
    for (char const* const key : {"legal_uscc", "contract", "receipt", "bill"})
        out.push_back(value_at(key));
    return out;
}

int run(std::string const& folder, int threads, int times) {
    auto const before = Clock::now();
    auto const receipts = service::Receipts::open(folder, threads);
    if (!receipts) return 2;
    auto const scope = warehouse::Scope::everything();
    auto const files = (*receipts)->files(scope);
    if (!files) return 2;
    size_t rows = 0, bytes = 0;
    for (auto const* const file : *files) {
        rows += file->rows();
        bytes += file->bytes();
    }
    auto const micros = [](Clock::time_point from) {
        return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - from).count();
    };
    std::string out = "{\"rows\": " + std::to_string(rows) +
                      ", \"bytes\": " + std::to_string(bytes) +
                      ", \"open_us\": " + std::to_string(micros(before));
    out += ", \"pages\": [";
    char const* separator = "\n";
    for (Filter const& filter : filters())
        for (std::string const order : {"", "amount", "-amount", "start", "-due", "rate", "-rate"})
            for (bool const deep : {false, true}) {
                warehouse::RowRequest request;
                request.conditions = filter.conditions;
                request.limit = 50;
                std::string const column = order.substr(order.starts_with('-') ? 1 : 0);
                if (!column.empty()) request.orders = {{column, order.starts_with('-')}};
                if (deep) request.after = middle(*files, column);
                std::vector<int64_t> taken;
                size_t found = 0;
                for (int i = -2; i < times; ++i) {  // Two to warm up.
                    auto const from = Clock::now();
                    auto const page = service::list_receipts(**receipts, scope, request);
                    if (!page) return 2;
                    found = page->rows.size();
                    if (i >= 0) taken.push_back(micros(from));
                }
                out += separator;
                separator = ",\n";
                out += "{\"filter\": \"" + filter.name + "\", \"sql\": \"" + filter.sql +
                       "\", \"order\": \"" + order + "\", \"deep\": " + (deep ? "true" : "false") +
                       ", \"found\": " + std::to_string(found) + ", \"taken\": [";
                for (size_t i = 0; i < taken.size(); ++i)
                    out += (i > 0 ? ", " : "") + std::to_string(taken[i]);
                out += "]}";
            }
    std::fputs((out + "]}\n").c_str(), stdout);
    return 0;
}

int number_of(char const* text) {
    int out = 0;
    std::from_chars(text, text + std::char_traits<char>::length(text), out);
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("receipt_bench RUN THREADS TIMES\n", stderr);
        return 2;
    }
    return run(argv[1], number_of(argv[2]), number_of(argv[3]));
}
