import { type ChangeEvent, useState } from "react";
import type { NewPlan, Plan } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { RequestFailed, unwrap } from "../app/request-failed.ts";
import { type Fields, useSubmit } from "../app/use-submit.ts";
import { language } from "../strings/language.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { currencyCodes, exponentOf, majorUnitsOf, minorUnitsOf } from "./currencies.ts";
import { plansKey, plansQuery } from "./queries.ts";

const intervals = {
  month: t("plans.form.intervals.month"),
  year: t("plans.form.intervals.year"),
  once: t("plans.form.intervals.once"),
};
const currencyNames = new Intl.DisplayNames(language, { type: "currency" });
const currencies = Object.fromEntries(
  currencyCodes.map((code) => [code, `${code} · ${currencyNames.of(code) ?? code}`]),
);
const words = { ILLEGAL_TRANSITION: t("plans.form.closed") };

/** Offers a new plan, or changes one. */
export function PlanForm({ plan, onClose }: { plan?: Plan; onClose: () => void }) {
  const [currency, setCurrency] = useState(plan?.price.currency ?? usualCurrency());
  const { submit, isPending, problem, problemOf } = useSubmit(async (fields) => {
    const written = readPlan(fields);
    await unwrap(plan ? client.memberships.changePlan(plan.id, written) : client.memberships.createPlan(written));
    await queryClient.invalidateQueries(plansKey);
    onClose();
  }, words);
  return (
    <Dialog title={plan ? t("plans.form.edit") : t("plans.form.new")} width="wide" hasClose onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label={t("plans.form.name")}
          name="name"
          dir="auto"
          required
          maxLength={120}
          defaultValue={plan?.name}
          problem={problemOf("name")}
        />
        <TextArea
          label={t("plans.form.description")}
          name="description"
          dir="auto"
          maxLength={4_000}
          defaultValue={plan?.description ?? ""}
        />
        <Price plan={plan} currency={currency} onCurrency={setCurrency} problem={problemOf("price.amount")} />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          {plan ? t("plans.form.save") : t("plans.form.create")}
        </Button>
      </form>
    </Dialog>
  );
}

type PriceProps = {
  plan: Plan | undefined;
  currency: string;
  onCurrency: (currency: string) => void;
  problem: string | undefined;
};

function Price({ plan, currency, onCurrency, problem }: PriceProps) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-3">
      <Field
        label={t("plans.form.amount")}
        name="amount"
        inputMode="decimal"
        dir="ltr"
        required
        maxLength={16}
        defaultValue={plan && majorUnitsOf(plan.price.amount, plan.price.currency)}
        placeholder={majorUnitsOf(0, currency)}
        problem={problem}
      />
      <Select
        label={t("plans.form.currency")}
        name="currency"
        options={currencies}
        value={currency}
        onChange={({ target }: ChangeEvent<HTMLSelectElement>) => onCurrency(target.value)}
      />
      <Select
        label={t("plans.form.interval")}
        name="interval"
        options={intervals}
        defaultValue={plan?.interval ?? "month"}
      />
    </div>
  );
}

/** @throws RequestFailed as the server would refuse it, where the amount is none of its currency. */
function readPlan(fields: Fields): NewPlan {
  const currency = fields("currency");
  const amount = minorUnitsOf(fields("amount"), currency);
  if (amount === null) {
    const message = t("plans.form.badAmount", { digits: exponentOf(currency) });
    const errors = [{ path: "price.amount", message }];
    throw new RequestFailed({ code: "VALIDATION_FAILED", status: 422, detail: message, requestId: null, errors });
  }
  const interval = fields("interval");
  const description = fields("description").trim();
  return {
    name: fields("name").trim(),
    description: description === "" ? null : description,
    price: { amount, currency },
    interval: interval === "year" || interval === "once" ? interval : "month",
  };
}

/** What is offered already is most likely in the currency of what comes next. */
function usualCurrency(): string {
  return queryClient.getQueryData(plansQuery.queryKey)?.pages[0]?.items[0]?.price.currency ?? "USD";
}
