// The rows of a fault rotate over the classes it can stand in, from institution to institution.
#include "engine/sample/schedule.hpp"

#include <algorithm>

namespace sample {
namespace {

bool is_hard_to_place(Fault fault) {
    return (fault >= Fault::green_missed && fault <= Fault::own_row_of_other_branch) ||
           fault == Fault::amount_negative || fault == Fault::amount_zero ||
           fault == Fault::rate_high || fault == Fault::determination_same_person ||
           fault == Fault::determination_code || fault == Fault::determination_date;
}

}  // namespace

void Schedule::add_cycle(Institution const& bank, size_t cycle) {
    for (FaultRow const& row : fault_rows()) {
        bool const out_of_reach = (row.needs_supplement && !bank.supplement) ||
                                  (row.needs_own_chapters && !bank.own_chapters);
        if (out_of_reach) continue;
        std::vector<Slot> slots;
        bool const party = is_party_fault(row.fault);
        bool const bill = row.bill && !party && bank.bills;
        if (row.unit) slots.push_back(party ? Slot::unit_party : Slot::unit_row);
        if (row.person) slots.push_back(party ? Slot::person_party : Slot::person_row);
        if (bill) slots.push_back(Slot::bill_row);
        if (slots.empty()) continue;
        size_t const turn = cycle + size_t(bank.index) + size_t(row.fault);
        // Three institutions are faulty in a small province, two of them with a supplement, and
        // one of these cannot tell sole traders and owners.
        bool const two_banks = row.fault == Fault::branch_unknown;
        bool const one_bank = row.needs_own_chapters || row.fault == Fault::startup_missed ||
                              row.fault == Fault::startup_extra;
        bool const person_only = row.person && !row.unit;
        size_t times = !row.needs_supplement ? 1 : person_only || row.bill ? 3 : 2;
        if (two_banks) times = 2;
        if (one_bank) times = 4;
        for (size_t i = 0; i < times; ++i) add(slots[(turn + i) % slots.size()], row.fault);
        if (is_refusal(row.fault)) add(Slot::flow_row, row.fault);
    }
}

Schedule::Schedule(Institution const& bank) {
    if (bank.clean) return;
    auto const total = [&] {
        size_t sum = 0;
        for (Queue const& queue : queues_) sum += queue.waiting.size();
        return int64_t(sum);
    };
    for (size_t cycle = 0; cycle == 0 || total() < bank.receipts * 15 / 1000; ++cycle)
        add_cycle(bank, cycle);
    // Rows of each slot for a thousand receipts.
    constexpr int64_t rows[slot_count] = {105, 165, 380, 430, 140, 80};
    for (size_t i = 0; i < slot_count; ++i) {
        Queue& queue = queues_[i];
        // Those that fit few rows come first, or the others would take every turn.
        std::stable_partition(queue.waiting.begin(), queue.waiting.end(), is_hard_to_place);
        int64_t const expected = bank.receipts * rows[i] / 1000 * 4 / 10;
        queue.spacing = std::max<int64_t>(1, expected / int64_t(queue.waiting.size() + 1));
    }
}

void Schedule::put_off(Slot slot, Fault fault) {
    std::vector<Fault>& waiting = queues_[size_t(slot)].waiting;
    auto const at = std::find(waiting.begin(), waiting.end(), fault);
    if (at != waiting.end()) std::rotate(at, at + 1, waiting.end());
}

void Schedule::take(Slot slot, Fault fault) {
    Queue& queue = queues_[size_t(slot)];
    auto const at = std::find(queue.waiting.begin(), queue.waiting.end(), fault);
    if (at != queue.waiting.end()) queue.waiting.erase(at);
    queue.since = 0;
}

}  // namespace sample
