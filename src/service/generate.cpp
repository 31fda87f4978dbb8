// Files of the generated province: opened per institution, closed with their logs, zipped if so.
#include "service/generate.hpp"

#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "service/data_file.hpp"

namespace service {
namespace {

using base::Result;
using sample::Block;
using sample::FileFault;
using sample::Institution;
using sample::Table;

/// One of the two months as its files show it.
struct Period {
    sample::Month month;
    std::string folder;  // DIR/in/2026-09.
    std::string date;    // 20260930.
    std::string finished;
};

Period make_period(GenerateOptions const& options, sample::Month month, base::Day end) {
    std::string const date = base::to_text(end);
    std::string finished = options.finished;
    if (finished.empty()) finished = base::to_text(base::add_days(end, 5)) + " 18:00:00";
    return {month, options.out + "/in/" + base::to_month_text(end),
            date.substr(0, 4) + date.substr(5, 2) + date.substr(8, 2), finished};
}

/// The files of one institution and one month.
class Sending {
public:
    Sending(Institution const& bank, Period period) : bank_(bank), period_(std::move(period)) {}

    Result<void> open() {
        std::string const folder = period_.folder + "/" + std::string(bank_.uscc.view());
        TRY_VOID(base::make_directories(folder));
        for (size_t t = 0; t < sample::table_count; ++t) {
            Table const table = Table(t);
            if (!bank_.sends(table, period_.month)) continue;
            LogKind const log = sample::is_official(table) ? LogKind::with_log : LogKind::no_log;
            files_[t].emplace(folder, file_name(table), log);
            TRY_VOID(files_[t]->open());
            bool const bom = fault_of(table) == FileFault::bom;
            if (bom) TRY_VOID(files_[t]->add("\xEF\xBB\xBF", 0));
        }
        return {};
    }

    Result<void> add(std::array<Block::Part, sample::table_count> const& parts) {
        for (size_t t = 0; t < sample::table_count; ++t) {
            if (!files_[t] || parts[t].text.empty()) continue;
            TRY_VOID(files_[t]->add(parts[t].text, parts[t].lines));
        }
        return {};
    }

    /// Ends the files: logs beside the official ones, then zips where the bank sends zips.
    Result<void> close(Generated& done) {
        for (size_t t = 0; t < sample::table_count; ++t) {
            if (!files_[t]) continue;
            DataFile& file = *files_[t];
            TRY_VOID(file.close());
            bool const stock = Table(t) <= Table::clpjrz;
            if (stock && period_.month == sample::Month::main) done.receipts += file.lines();
            done.files += 1;
            done.bytes += file.bytes();
            if (!sample::is_official(Table(t))) continue;
            TRY_VOID(file.write_log(period_.finished, fault_of(Table(t))));
            if (bank_.zipped) TRY_VOID(file.zip(period_.finished));
        }
        return {};
    }

private:
    /// Whole files are at fault in the main month only.
    FileFault fault_of(Table table) const {
        bool const main = period_.month == sample::Month::main;
        return main ? bank_.file_fault(table) : FileFault::none;
    }

    std::string file_name(Table table) const {
        std::string const name(sample::table_name(table));
        if (!sample::is_official(table)) return name;
        return std::string(bank_.uscc.view()) + "_" + name + "_" + period_.date + ".dat";
    }

    Institution const& bank_;
    Period period_;
    std::array<std::optional<DataFile>, sample::table_count> files_;
};

/// Lists and truth: files of the province as a whole, fed by every institution.
class Common {
public:
    Common(std::string const& out, sample::Province const& province) {
        std::string const revision = base::to_month_text(province.options().month_end);
        for (size_t i = 0; i < sample::list_count; ++i) {
            std::string const folder =
                out + "/list/" + std::string(sample::list_name(sample::List(i)));
            lists_.push_back(
                std::make_unique<DataFile>(folder, revision + ".csv", LogKind::no_log));
        }
        if (!province.has_truth()) return;
        for (char const* name : {"truth", "truth_others", "truth_refused", "truth_files"})
            truths_.push_back(
                std::make_unique<DataFile>(out, std::string(name) + ".csv", LogKind::no_log));
    }

    Result<void> open(sample::Province const& province) {
        for (size_t i = 0; i < sample::list_count; ++i) {
            TRY_VOID(base::make_directories(lists_[i]->folder()));
            TRY_VOID(lists_[i]->open());
            std::string const older = lists_[i]->folder() + "/" + province.old_revision_name();
            TRY_VOID(base::write_file(older + ".csv", province.old_revision(sample::List(i))));
        }
        for (auto& file : truths_) TRY_VOID(file->open());
        return {};
    }

    Result<void> add(Block const& block) {
        for (size_t i = 0; i < sample::list_count; ++i) TRY_VOID(lists_[i]->add(block.lists[i], 0));
        if (truths_.empty()) return {};
        TRY_VOID(truths_[0]->add(block.truth, 0));
        TRY_VOID(truths_[1]->add(block.truth_others, 0));
        TRY_VOID(truths_[2]->add(block.truth_refused, 0));
        TRY_VOID(truths_[3]->add(block.truth_files, 0));
        return {};
    }

    Result<void> close(Generated& done) {
        for (auto* files : {&lists_, &truths_}) {
            for (auto& file : *files) {
                TRY_VOID(file->close());
                done.files += 1;
                done.bytes += file->bytes();
            }
        }
        return {};
    }

private:
    std::vector<std::unique_ptr<DataFile>> lists_, truths_;
};

/// What an institution is written to.
struct Output {
    GenerateOptions const& options;
    Common& common;
    Generated& done;
};

Result<void> write_institution(Output& out, sample::Province const& province, int index) {
    using sample::Month;
    Institution const& bank = province.institutions()[size_t(index)];
    base::Day const end = out.options.province.month_end;
    Sending main(bank, make_period(out.options, Month::main, end));
    Sending prior(bank, make_period(out.options, Month::prior, province.prior_month_end()));
    TRY_VOID(main.open());
    TRY_VOID(prior.open());
    sample::Rows rows(province, index);
    auto const block = std::make_unique<Block>();
    for (bool more = true; more;) {
        block->clear();
        more = rows.next(*block);
        TRY_VOID(main.add(block->main));
        // Customers, branches and entrusted loans do not differ between the months.
        for (size_t t = 0; t < sample::table_count; ++t)
            if (sample::is_same_in_both_months(Table(t)))
                std::swap(block->prior[t], block->main[t]);
        TRY_VOID(prior.add(block->prior));
        TRY_VOID(out.common.add(*block));
    }
    TRY_VOID(main.close(out.done));
    TRY_VOID(prior.close(out.done));
    return {};
}

}  // namespace

Result<Generated> generate(GenerateOptions const& options) {
    sample::Province const province = TRY(sample::Province::create(options.province));
    TRY_VOID(base::make_directories(options.out));
    std::vector<base::DirectoryEntry> const there = TRY(base::list_directory(options.out));
    if (!there.empty())
        return base::fail(base::ErrorKind::conflict, "output_not_empty", {.file = options.out});
    TRY_VOID(base::write_file(options.out + "/README.txt", province.readme()));
    Generated done;
    Common common(options.out, province);
    TRY_VOID(common.open(province));
    auto block = std::make_unique<Block>();
    province.begin(*block);
    TRY_VOID(common.add(*block));
    Output out{options, common, done};
    for (int i = 0; i < int(province.institutions().size()); ++i)
        TRY_VOID(write_institution(out, province, i));
    block->clear();
    province.end(*block);
    TRY_VOID(common.add(*block));
    TRY_VOID(common.close(done));
    return done;
}

}  // namespace service
