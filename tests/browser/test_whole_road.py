"""One new project walks the whole road through the pages, as the people whose steps they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.foundation.clock import today
from tests.browser.conftest import PHONE
from tests.support.journey import PASSWORD, make_ready_street
from tests.support.walker import Walker

pytestmark = pytest.mark.browser
NEED = "水龙头坏了找不到师傅"
ORGANISATION = "巧手便民服务中心"
OFFERING = "便民维修进楼院"
PROJECT = "槐荫里便民维修"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


class Road:
    """The walk, with days passing where the rules ask for them."""

    def __init__(self, walker: Walker, clock: time_machine.Traveller) -> None:
        self.walker = walker
        self.clock = clock

    def as_(self, username: str) -> Walker:
        return self.walker.sign_in(username, PASSWORD)

    def days_pass(self, days: int) -> None:
        self.clock.shift(timedelta(days=days))


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Begins on a coming Monday morning: browsers drop cookies of the past."""
    now = datetime.now(UTC).replace(hour=1, minute=0)
    with time_machine.travel(now + timedelta(days=7 - now.weekday()), tick=True) as traveller:
        yield traveller


@pytest.fixture
def road(walker: Walker, clock: time_machine.Traveller) -> Road:
    make_ready_street()
    return Road(walker, clock)


@pytest.fixture
def plain_road(plain_walker: Walker, clock: time_machine.Traveller) -> Road:
    make_ready_street()
    return Road(plain_walker, clock)


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_the_same_road_without_scripts(plain_road: Road) -> None:
    walk(plain_road)


def test_a_project_walks_the_whole_road(road: Road) -> None:
    walk(road)
    assert len(road.walker.asked) > 60


def walk(road: Road) -> None:
    a_need_is_raised(road)
    an_organisation_registers(road)
    the_fair_opens(road)
    the_community_takes_an_interest(road)
    a_proposal_is_made_and_reviewed(road)
    a_meeting_is_called(road)
    the_meeting_is_held(road)
    representatives_vote(road)
    the_result_is_posted(road)
    a_contract_is_made(road)
    the_contract_starts(road)
    an_instalment_is_paid(road, "FK-1", "¥16,000")
    road.days_pass(20)
    a_milestone_is_reached(road, "登记 46 户，修了 31 次，居民都签了字。", evidence=True)
    road.days_pass(90)
    a_milestone_is_reached(road, "上门 160 次，零件都按进价。")
    residents_rate(road, "中期")
    an_instalment_is_paid(road, "FK-2", "¥9,600")
    road.days_pass(110)
    a_milestone_is_reached(road, "结项：服务 236 人次。")
    residents_rate(road, "末期")
    it_is_accepted_and_closed(road)
    everybody_can_read_along(road)


def a_need_is_raised(road: Road) -> None:
    road.walker.visit("/needs/raise").press("提交").sees("请")
    road.walker.fill({"哪个社区": "槐荫里社区", "什么事": NEED, "属于哪一类": "家政"})
    road.walker.press("提交").sees(NEED)
    road.as_("resident").visit("/needs/").follow(NEED).press("我也有这个需要")
    road.as_("worker").visit("/needs/").follow(NEED).follow("写答复").fill(
        {"答复": "已请推介会上的维修组织来谈。"}
    )
    road.walker.press("发出答复")


def an_organisation_registers(road: Road) -> None:
    walker = road.walker
    walker.context.clear_cookies()
    walker.visit("/organisations/register").choose("社会服务机构")
    walker.fill(
        {
            "组织全称": ORGANISATION,
            "统一社会信用代码": "52119900MJ9000161P",
            "联系人": "周负责人",
            "联系电话": "13800138000",
            "登录账号": "qiaoshou",
            "密码": PASSWORD,
        }
    )
    walker.press("提交登记").sees("登记已收到")
    road.as_("handler").visit("/organisations/admissions").follow(ORGANISATION).press("准入")


def the_fair_opens(road: Road) -> None:
    walker = road.as_("handler").visit("/fair/arrange/new")
    walker.fill(
        {
            "名称": "社会组织服务推介会",
            "开始日": today().isoformat(),
            "结束日": (today() + timedelta(days=20)).isoformat(),
        }
    )
    walker.press("开推介会")
    road.as_("qiaoshou").visit("/fair/my-offerings").follow("登记一项服务")
    walker.fill(
        {
            "服务名称": OFFERING,
            "做什么、怎么做": "每周两次进院维修水电，零件按进价。",
            "指导性目录": "9.02 便民服务：家政",
            "计价单位": "次",
            "单价": "80",
            "一份合同最少": "8000",
            "一份合同最多": "40000",
            "做多少个月": "8",
            "一年能服务多少": "500",
            "服务能力的单位": "人次/年",
        }
    )
    walker.press("登上推介会").sees(OFFERING)


def the_community_takes_an_interest(road: Road) -> None:
    walker = road.as_("secretary").visit("/fair/?q=维修").follow(OFFERING)
    walker.follow("标记意向").choose("优先一：很想要").press("记下意向")
    walker.follow("问一个问题").fill({"要问的话": "换零件另收费吗？"}).press("送到展位").sees(
        "换零件另收费吗"
    )
    walker = road.as_("qiaoshou").visit("/tasks").follow("回答")
    walker.fill({"答复": "零件按进价，当面给票。"}).press("发布答复")


def a_proposal_is_made_and_reviewed(road: Road) -> None:
    walker = road.as_("qiaoshou").visit("/proposals/new")
    walker.choose("工程").fill({"为哪个社区": "槐荫里社区"}).press("建草稿").sees("财政部令")
    walker.choose("服务").press("建草稿")
    _write_the_plan(walker)
    walker.press("提交给街道").sees("街道审核中")
    walker = road.as_("reviewer").visit("/tasks").follow("审核")
    walker.choose("合格").fill({"理由": "材料齐全。"}).press("记下审核意见")
    walker = road.as_("secretary").visit("/tasks").follow("在议事厅议一议")
    walker.press("记下，转入待表决").sees("待表决")


def _write_the_plan(walker: Walker) -> None:
    walker.fill(
        {
            "项目名称": PROJECT,
            "目标": "老人家里的小修小补有人上门。",
            "活动内容": "每周二、周五进院，登记、维修、居民签字。",
            "服务多少人": "230",
            "做多少个月": "8",
        }
    )
    _choose_first(walker, "回应哪条居民需求", NEED)
    _choose_first(walker, "对应推介会上的哪项服务", OFFERING)
    _choose_first(walker, "指导性目录", "9.02")
    walker.fill_named({"lines-0-kind": "人员费", "lines-0-amount": "24000"})
    walker.fill_named({"lines-1-kind": "材料物资", "lines-1-amount": "8000.00"})
    walker.choose_everywhere("不含").choose("承接后由本组织自己完成，不转包")


def _choose_first(walker: Walker, label: str, words: str) -> None:
    """Choose the option that holds ``words``."""
    field = walker.field(label)
    field.select_option(value=field.locator("option", has_text=words).first.get_attribute("value"))


def a_meeting_is_called(road: Road) -> None:
    walker = road.as_("secretary").visit("/tasks").follow("召集居民代表会议")
    walker.fill(
        {
            "会议名称": "年度项目居民代表会议",
            "哪天开": today().isoformat(),
            "几点开": "14:00",
            "在哪里开": "社区议事厅",
        }
    )
    walker.choose(PROJECT).press("召集").sees("年度项目居民代表会议")


def the_meeting_is_held(road: Road) -> None:
    walker = road.as_("worker").visit("/tasks").follow("登记到会")
    walker.choose_for("代表1", "现场").choose_for("代表2", "线上").choose_for("代表3", "电话").press(
        "保存签到"
    )
    road.as_("secretary").visit("/tasks").follow("开会，核对到会人数").press("确认，开会").sees("已召开")


def representatives_vote(road: Road) -> None:
    walker = road.as_("secretary").visit("/tasks").follow("准备表决")
    walker.press("下一步，核对").press("开始投票").sees("正在投票")
    for name, choice in (("r1", "赞成"), ("r2", "反对")):
        walker = road.as_(name).visit("/tasks").follow("投票")
        walker.press("看一遍再投").sees("还有没表态的")
        walker.choose(choice).press("看一遍再投").sees("请看一遍").press("确认投票").sees("您的票已收到")
    walker.follow("改一改").choose("弃权").press("看一遍再投").press("确认投票")
    walker = road.as_("worker").visit("/voting/").follow("年度项目居民代表会议").follow("替代表代录")
    walker.follow("代表3").choose("赞成").press("看一遍再投")
    walker.choose("电话").press("确认录入").sees("念")
    walker.choose("电话", "已经把选择念给代表听，对方确认无误").press("确认录入")
    walker = road.as_("secretary").visit("/tasks").follow("截止投票，计票")
    walker.press("截止并计票").sees("通过要 2 票赞成，得了 2 票", "¥32,000")


def the_result_is_posted(road: Road) -> None:
    walker = road.as_("secretary").visit("/tasks").follow("公示").press("发布公示").sees("还剩 7 天")
    walker.context.clear_cookies()
    walker.visit("/notices/").follow(PROJECT).follow("提异议")
    walker.choose("居民").fill({"对哪一点有异议，为什么": "材料费怎么控制？"}).press("提交异议")
    walker = road.as_("secretary").visit("/tasks").follow("答复异议")
    walker.choose("不成立").fill({"答复": "按进价结算，当面给票，社区抽查。"}).press("公开答复")
    road.days_pass(8)
    road.as_("secretary").visit("/tasks").follow("公示期满，结束公示").press("结束公示")


def a_contract_is_made(road: Road) -> None:
    walker = road.as_("qiaoshou").visit("/tasks").follow("登记收款账户")
    walker.fill({"开户银行": "示范银行风尚支行", "银行账号": "110060000000000161"}).press("保存")
    walker = road.as_("handler").visit("/tasks").follow("拟合同")
    walker.choose_everywhere(PROJECT).press("写合同").press("拟好，送三方认定")
    for username, task in (("handler2", "代表街道认定"), ("delegate", "代表社区认定")):
        road.as_(username).visit("/tasks").follow(task).fill({"意见": "同意。"}).press("认定")
    for username, task in (("handler", "经办"), ("reviewer", "复核"), ("approver", "审批")):
        walker = road.as_(username).visit("/tasks").follow(task)
        if task != "经办":
            walker.choose("同意")
        walker.fill({"意见": "同意。"}).press("提交意见")
    walker = (
        road.as_("handler").visit("/tasks").follow("签订合同").sees("人民币叁万贰仟元整").press("登记签订")
    )


def the_contract_starts(road: Road) -> None:
    walker = road.as_("handler").visit("/tasks").follow("公告合同").press("发布合同公告")
    walker.visit("/tasks").follow("定里程碑，开始服务").follow("定里程碑").press("定下来")
    road.days_pass(14)
    walker = road.as_("handler").visit("/tasks").follow("公示期满，结束公示").press("结束公示")
    walker.visit("/tasks").follow("定里程碑，开始服务").press("开始执行").sees("执行中")


def an_instalment_is_paid(road: Road, voucher: str, amount: str) -> None:
    road.as_("qiaoshou").visit("/tasks").follow("申请付款").press("申请付款")
    road.as_("approver").visit("/tasks").follow("审批付款").press(f"同意付 {amount}")
    walker = road.as_("finance").visit("/tasks").follow("付款").follow("登记付款")
    walker.fill({"付款凭证号": voucher}).press("下一步：核对").sees(amount, ORGANISATION)
    walker.press("对，记入台账")


def a_milestone_is_reached(road: Road, report: str, evidence: bool = False) -> None:
    walker = road.as_("qiaoshou").visit("/tasks").follow("完成里程碑，交材料").fill({"做了什么": report})
    if evidence:
        walker.page.locator("input[type=file]").set_input_files(
            {"name": "签到表.png", "mimeType": "image/png", "buffer": PICTURE}
        )
    walker.press("报送")
    road.as_("worker").visit("/tasks").follow("核对里程碑").sees(report).follow("确认完成").press("确认完成")


def residents_rate(road: Road, stage: str) -> None:
    walker = road.as_("worker").visit("/delivery/").follow(PROJECT).follow("请居民评议")
    walker.choose(f"{stage}评议").press("开始评议")
    for username, score in (("resident", "5"), ("r1", "4")):
        walker = road.as_(username).visit("/tasks").follow("给项目打分").press("交上去").sees("请")
        walker.choose_value("score", score).fill({"想说的话": "一个电话就来。"}).press("交上去")
    walker = road.as_("worker").visit("/tasks").follow("收集居民的打分").follow("一叠纸质问卷")
    forms = {"5 分：很满意": "6", "4 分：满意": "3"}
    walker.fill({**forms, "第一份的编号": "1"}).press("记下第一遍")
    road.as_("secretary").visit("/tasks").follow("再数一遍纸质问卷").fill(forms).press("数好了，核对")
    road.days_pass(15)
    road.as_("secretary").visit("/tasks").follow("评议期满，汇总").press("结束评议").sees("4.6")


def it_is_accepted_and_closed(road: Road) -> None:
    walker = road.as_("worker").visit("/tasks").follow("组织验收")
    walker.fill(
        {"到场的服务对象（人）": "9", "到场的居务监督委员（人）": "1", "验收意见": "逐项核对，属实。"}
    )
    walker.fill_named({"opinions-0-given_by": "王阿姨", "opinions-0-text": "随叫随到，收费清楚。"})
    walker.choose("合格").press("记下验收")
    road.days_pass(8)
    road.as_("handler").visit("/tasks").follow("公示期满，结束公示").press("结束公示")
    an_instalment_is_paid(road, "FK-3", "¥6,400")
    road.as_("handler").visit("/tasks").follow("结项").sees("¥32,000").press("结项")


def everybody_can_read_along(road: Road) -> None:
    """The public page tells the whole story, the fund's ledger every fen, the search finds it."""
    walker = road.walker
    walker.context.clear_cookies()
    walker.visit("/projects").follow(PROJECT)
    walker.sees(NEED, "赞成", "材料费怎么控制？", "¥32,000", "4.6", "随叫随到，收费清楚。", "已结项")
    walker.visit("/search?q=维修").sees(PROJECT, ORGANISATION)
    walker.visit("/funds/").follow("槐荫里社区").sees("¥200,000", "¥168,000", "FK-3")
    walker.visit("/").sees("¥32,000")
